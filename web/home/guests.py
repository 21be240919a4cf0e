"""What concerns the people of a school: its letters, its meetings, what they agreed to do."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from concern_cases.models import ConcernCase
from letters.governors import letters_answered_by
from letters.models import ACKNOWLEDGED_ON, Clock, Letter
from letters.services.reading import copies_for
from people.access import schools_where
from people.models import Post
from schools.models import School
from schools.permissions import Perm
from web.home.day import MeetingLine, jobs_of, meetings_around
from web.templatetags.soc import plain_day


@dataclass(frozen=True)
class LetterLine:
    """A letter that the school was given. ``to_acknowledge``: the reader answers for the school, and the copy
    that he or she would acknowledge is not acknowledged yet."""

    title: str
    url: str
    answer_by: date | None
    to_acknowledge: bool
    state: str


@dataclass
class SchoolPage:
    """One school of the reader."""

    school: School
    roles: list[str] = field(default_factory=list)
    case: ConcernCase | None = None
    letters: list[LetterLine] = field(default_factory=list)
    meetings: list[MeetingLine] = field(default_factory=list)


def what_concerns(user: Any) -> dict[str, Any]:
    """The context of the page: a dozen queries at most, whatever the number of schools."""
    jobs = jobs_of(user)
    pages = _pages(user)
    letters = [letter for page in pages for letter in page.letters]
    unread = next((letter for letter in letters if letter.to_acknowledge), None)
    return {
        "pages": pages,
        "jobs": jobs,
        "unread_letter": unread,
        "first": None if unread else jobs.first,
        "lead": next((page.case.lead for page in pages if page.case), None),
    }


def _pages(user: Any) -> list[SchoolPage]:
    schools = schools_where(user, may=Perm.VIEW_SCHOOL)
    pages = {school.pk: SchoolPage(school) for school in schools}
    for post in Post.objects.current().filter(user=user).prefetch_related("post_schools"):
        for place in post.post_schools.all():
            if place.school_id in pages:
                pages[place.school_id].roles.append(post.get_role_display())
    for case in ConcernCase.objects.open().visible_to(user).select_related("lead"):
        pages[case.school_id].case = case
    for letter in _letters(user):
        pages[letter.school_id].letters.append(_line(letter))
    for meeting in meetings_around(user):
        if meeting.school and meeting.school.pk in pages:
            pages[meeting.school.pk].meetings.append(meeting)
    return list(pages.values())


def _letters(user: Any) -> list[Any]:
    running = Clock.objects.filter(letter=OuterRef("pk"), superseded_at=None).values("ends_on")[:1]
    mine = copies_for(user).filter(recipient__letter=OuterRef("pk"))
    letters = (
        Letter.objects.visible_to(user)
        .select_related("kind")
        .annotate(
            answer_by=Subquery(running),
            answers=Exists(letters_answered_by(user).filter(pk=OuterRef("pk"))),
            acknowledged_on=Subquery(mine.values(on=ACKNOWLEDGED_ON)[:1]),
        )
    )
    return list(letters)


def _line(letter: Any) -> LetterLine:
    is_open = letter.status == Letter.Status.GIVEN
    return LetterLine(
        f"{letter.kind} of {plain_day(letter.dated)}" if letter.dated else str(letter.kind),
        letter.get_absolute_url(),
        letter.answer_by if is_open else None,
        is_open and letter.answers and letter.acknowledged_on is None,
        letter.get_status_display(),
    )
