"""Finding a school by what somebody types: a name as they remember it, a number, or a postcode."""

import re
import unicodedata
from typing import Any

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Concat, Replace, Upper

DROPPED = "'’‘`´.\ufffd"  # written or not, a name is the same; the last stands where a character was lost
SPACED = "-–—,()/&:;"
ACCENTED = "àáâäåçèéêëìíîïñòóôöøùúûüýÿŵŷ"


def without_accent(letter: str) -> str:
    return "o" if letter == "ø" else unicodedata.normalize("NFD", letter)[0]


# PostgreSQL's way to say it: letters, what each becomes, and at the end those that go.
TRANSLATION = (
    ACCENTED + ACCENTED.upper() + SPACED + DROPPED,
    "".join(map(without_accent, ACCENTED)) * 2 + " " * len(SPACED),
)
TABLE = str.maketrans(TRANSLATION[0].removesuffix(DROPPED), TRANSLATION[1], DROPPED)
SHORT = 2  # letters: so short a word counts only at the beginning of one
# What people write one way and the register the other.
SAME = {
    "cofe": ("cofe", "church of england"),
    "ce": ("ce", "church of england"),
    "rc": ("rc", "catholic"),
    "st": ("st", "saint"),
    "saint": ("st", "saint"),
}


def plain(text: str) -> str:
    """In small letters, without accents, apostrophes and full stops; other marks are spaces."""
    return text.lower().translate(TABLE)


class Plain(Func):
    """The same of a column. SQLite has no function for it and is lent ours when a connection opens."""

    arity = 1
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, function="plain_text", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        sql, params = compiler.compile(self.source_expressions[0])
        return f"TRANSLATE(LOWER({sql}), %s, %s)", (*params, *TRANSLATION)


def lend_to_sqlite(connection: Any, **kwargs: Any) -> None:
    """SQLite knows ``plain_text`` on this connection from now on."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("plain_text", 1, plain, deterministic=True)


def aliases() -> dict[str, Any]:
    """What ``fits`` asks of a school, for ``QuerySet.alias``."""
    return {
        "plain_name": Concat(Value(" "), Plain("name"), output_field=TextField()),
        "plain_postcode": Replace(Upper(F("postcode")), Value(" "), Value("")),
    }


def fits(words: str) -> Q:
    """Schools whose name has every word, or whose URN, LAESTAB or postcode begins so."""
    rule = Q(pk__in=[])
    named = Q()
    for word in plain(words).split():
        ways = SAME.get(word, (word,))
        named &= _any(Q(plain_name__contains=way if len(way) > SHORT else f" {way}") for way in ways)
    if named:
        rule |= named
    number = re.sub(r"[\s/-]", "", words)
    if number.isascii() and number.isdigit():
        rule |= Q(urn__startswith=number) | Q(laestab__startswith=number)
    elif re.match(r"[A-Za-z]{1,2}\d", number):
        rule |= Q(plain_postcode__startswith=number.upper())
    return rule


def _any(rules: Any) -> Q:
    joined = Q(pk__in=[])
    for rule in rules:
        joined |= rule
    return joined
