"""Bringing in people and posts from a file: all of it, or nothing."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from people.models import Post, User
from people.rows import Known, facts_of, read_rows
from people.services.grants import deferred_grants
from people.services.people import add_person, invite_person
from people.services.posts import appoint
from record.errors import RuleError
from record.tables import Line
from schools.models import LocalAuthority

ADDED, POST_ADDED, KNOWN, REFUSED = "added", "post added", "known", "refused"


@dataclass(frozen=True)
class Outcome:
    """What becomes of one line: a new person with a post, a new post, nothing new, or why it is refused."""

    line: int
    email: str
    name: str
    role: str
    what: str
    why: str = ""
    column: str = ""


@dataclass
class Report:
    """What became, or would become, of every line."""

    outcomes: list[Outcome] = field(default_factory=list)
    invited: int = 0
    done: bool = False

    def count(self, what: str) -> int:
        return sum(1 for outcome in self.outcomes if outcome.what == what)

    @property
    def people(self) -> int:
        return self.count(ADDED)

    @property
    def posts(self) -> int:
        return self.count(ADDED) + self.count(POST_ADDED)

    @property
    def known(self) -> int:
        return self.count(KNOWN)

    @property
    def refused(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.what == REFUSED]


class _NothingDone(Exception):
    """Takes everything back."""


def import_people(
    text: str,
    *,
    by: User | None,
    las: Collection[LocalAuthority] | None = None,
    invite: bool = False,
    dry_run: bool = False,
) -> Report:
    """Everybody in the file is here with their posts, and may see what these open; or nothing has changed.

    One bad row, or ``dry_run``, and nothing is done: the report says what every line would do. The same file
    again does nothing. Which posts have to be confirmed is judged by what stood before. With ``las`` only
    posts at these LAs and their schools are let in. ``invite`` sends everybody who is new an invitation.
    Refuses (RuleError) a file that can't be read at all.
    """
    rows = read_rows(text)
    known = Known.load(rows, None if las is None else {la.pk for la in las})
    report = Report()
    new: list[User] = []
    try:
        with transaction.atomic(), deferred_grants():
            for row in rows:
                report.outcomes.append(_bring_in(row, known, new, by))
            if dry_run or report.refused:
                raise _NothingDone
            for user in new if invite else ():
                invite_person(user, by=by)
    except _NothingDone:
        return report
    report.done, report.invited = True, len(new) if invite else 0
    return report


def _bring_in(row: Line, known: Known, new: list[User], by: User | None) -> Outcome:
    """The row's person and post are here, or nothing of it and the reason."""
    about: dict[str, Any] = {
        "line": row.number,
        "email": row["email"],
        "name": row["name"],
        "role": row["role"],
    }
    try:
        with transaction.atomic():
            facts = facts_of(row, known)
            user = User.objects.filter(email__iexact=row["email"]).first()
            if user and _has_post(user, facts):
                return Outcome(**about, what=KNOWN, why="Is here already.")
            person = user or add_person(
                email=row["email"],
                name=row["name"],
                title=row["title"],
                telephone=row["telephone"],
                by=by,
            )
            post = appoint(person, by=by, **facts)
    except RuleError as error:
        return Outcome(**about, what=REFUSED, why=str(error), column=error.field or "")
    notes = ["Waits to be confirmed."] if post.needs_confirming else []
    if user is None:
        new.append(person)
        return Outcome(**about, what=ADDED, why=" ".join(notes))
    if user not in new and user.name != row["name"]:
        notes.insert(0, f"Is here as {user.name}; the name stays.")
    return Outcome(**about, what=POST_ADDED, why=" ".join(notes))


def _has_post(user: User, facts: dict[str, Any]) -> bool:
    """The very post of the row, with the same first day."""
    posts = Post.objects.filter(
        user=user, role=facts["role"], la=facts["la"], diocese=facts["diocese"], since=facts["since"]
    )
    wanted = {school.pk for school in facts["schools"]}
    return any({school.pk for school in post.schools.all()} == wanted for post in posts)
