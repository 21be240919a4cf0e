"""Letters a second, against bare WeasyPrint for the same HTML; the memory that October letters take; how long
the preview beside a draft is in coming.

    python benchmarks/letters.py            # 500 October letters
    python benchmarks/letters.py 40         # fewer

Works in a folder and a database of its own, which it removes afterwards. A letter is measured as the worker
gives it: authorised, made into a file, given, with its recipients, event and mails in the outbox. A mail is
written to nothing: what sending takes is another matter.
"""

import json
import os
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
OWN_FOLDER = tempfile.TemporaryDirectory(prefix="soc-benchmark-")
os.environ["VAR_DIR"] = OWN_FOLDER.name

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from evaluation.models import Category, CategoryKind  # noqa: E402
from letters.content import facts_of, html_of, pdf_of  # noqa: E402
from letters.models import Letter  # noqa: E402
from letters.services.october import authorise_october, prepare_october  # noqa: E402
from record import clock  # noqa: E402
from record.outbox import deliver_waiting  # noqa: E402
from record.pdf import _renderer, static_roots  # noqa: E402
from tests.conftest import _make_cast  # noqa: E402
from tests.factories import make_school  # noqa: E402
from tests.letters.makers import TODAY, make_draft, make_given, make_ready_case, make_terms  # noqa: E402
from tests.letters.test_letter_pages import draft_data  # noqa: E402

AGAIN = 20  # times that one letter is made
LONG = "\n\n".join(["We write about what we saw in the school in the summer term of this year. " * 8] * 5)


def peak(who: int = resource.RUSAGE_SELF) -> str:
    """The most memory that this process, or the largest of its children, has held so far."""
    return f"{resource.getrusage(who).ru_maxrss / 1024:.0f} MB"


class Cast:
    """The people of a made-up county."""

    def __init__(self, **people: Any) -> None:
        self.__dict__.update(people)


def bare(html: str) -> Any:
    """A call that makes the same HTML into a PDF by the library alone: no tags, no process beside this one.

    The library is read here, so that it doesn't count in the memory of the October letters.
    """
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    from record.pdf_process import OwnFilesOnly  # noqa: PLC0415

    fonts = FontConfiguration()
    files = OwnFilesOnly(settings.STATIC_URL, static_roots())
    return lambda: HTML(string=html, base_url="https://own.invalid", url_fetcher=files).write_pdf(
        font_config=fonts
    )


def each(times: int, make: Any) -> float:
    """Seconds that one takes, the first not counted."""
    make()
    began = time.perf_counter()
    for _ in range(times):
        make()
    return (time.perf_counter() - began) / times


def one_letter(cast: Any) -> None:
    letter = make_given(cast)
    facts = facts_of(letter, given=clock.today())
    html = html_of(facts, draft=False)
    ours = each(AGAIN, lambda: pdf_of(facts_of(letter, given=clock.today()), draft=False))
    theirs = each(AGAIN, bare(html))
    print(f"a warning letter, facts to tagged PDF: {1 / ours:5.1f} a second ({ours * 1000:.0f} ms)")
    print(f"the same HTML by WeasyPrint alone:     {1 / theirs:5.1f} a second ({theirs * 1000:.0f} ms)")


def typed_to_picture(cast: Any) -> None:
    """From the form of a letter of three pages, sent as it is typed, to the pictures of its first pages."""
    letter = make_draft(cast, make_ready_case(cast, school=cast.other_school))
    letter.body = LONG
    letter.save(update_fields=["body"])
    client = Client()
    client.force_login(cast.senior_adviser)
    address = reverse("letters:draft_pages", args=[letter.reference])
    data = draft_data(letter)

    def preview() -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(client.post(address, data, HTTP_HOST="localhost").content)
        return answer

    found = preview()
    facts = facts_of(letter, given=clock.today())
    ours, theirs = each(AGAIN, preview), each(AGAIN, bare(html_of(facts, draft=True)))
    print(
        f"{found['pages']} pages, from typed to the pictures of {len(found['pictures'])}: "
        f"{ours * 1000:.0f} ms; WeasyPrint alone {theirs * 1000:.0f} ms ({ours / theirs:.1f} times)"
    )


def october(cast: Any, count: int) -> None:
    kind = CategoryKind.objects.get(code="good")
    for _ in range(count):
        Category.objects.create(
            school=make_school(la=cast.la),
            category=kind,
            stage="confirmed",
            on=date(2026, 10, 2),
            reason="The first autumn visit.",
            agreed_by=cast.sip,
        )
    before = peak()
    began = time.perf_counter()
    prepare_october(cast.la, by=cast.senior_adviser)
    prepared = time.perf_counter()
    authorise_october(cast.la, by=cast.director)
    letters = Letter.objects.filter(for_year__isnull=False)
    while letters.filter(given_on=None).exists() and deliver_waiting():
        pass
    took = time.perf_counter() - prepared
    given = letters.exclude(given_on=None).count()
    print(
        f"{given} October letters: prepared in {prepared - began:.1f} s; authorised, made and given in "
        f"{took:.1f} s ({given / took:.1f} a second)"
    )
    print(f"peak memory: this process {peak()} ({before} before the first letter)")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    connection.settings_dict["TEST"]["MIGRATE"] = False  # its tables alone, as in tests
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        with clock.at(TODAY):
            cast = Cast(**_make_cast())
            make_terms(cast.la)
            october(cast, count)
            one_letter(cast)
            typed_to_picture(cast)
        _renderer.close()
        print(f"             the process beside it {peak(resource.RUSAGE_CHILDREN)} at most")
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
