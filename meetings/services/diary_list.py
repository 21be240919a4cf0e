"""Whose diaries planning rests on, and until when each is known."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from concern_cases.models import ConcernCase
from meetings.models import AttendanceRule, Diary
from meetings.reference import CASE_CONFERENCE
from meetings.services.engagements import diaries_known
from meetings.services.problems import rules_of
from people.models import Post, User
from record.words import listed
from schools.models import LocalAuthority, School


@dataclass(frozen=True)
class DiaryRow:
    """Somebody who must come to conferences: as what, and until when the diary is known; None: it is not."""

    user: User
    role: str
    known_until: date | None


def diaries_that_count(la: LocalAuthority) -> list[DiaryRow]:
    """Everybody who must come to a conference of an open case, those first whose diary is not known.

    Seven queries, whatever the number of people.
    """
    schools = School.objects.filter(pk__in=ConcernCase.objects.open().filter(school__la=la).values("school"))
    roles = AttendanceRule.objects.filter(type__code=CASE_CONFERENCE, must_come=True).values("role")
    at = Q(schools__in=schools) | Q(la=la) | Q(diocese__in=schools.exclude(diocese=None).values("diocese"))
    posts = Post.objects.current().filter(at, role__in=roles, user__is_active=True)
    said: dict[User, list[str]] = defaultdict(list)
    for post in posts.select_related("user", "diocese").prefetch_related("schools").distinct():
        where = listed([school.name for school in post.schools.all()][:3]) or str(post.diocese or "")
        said[post.user].append(", ".join(filter(None, [post.get_role_display(), where])))
    for case in ConcernCase.objects.open().filter(school__la=la, lead__is_active=True).select_related("lead"):
        said.setdefault(case.lead, ["Leads cases"])
    known = _known(list(said), la)
    rows = [DiaryRow(user, "; ".join(roles), known.get(user.pk)) for user, roles in said.items()]
    return sorted(rows, key=lambda row: (row.known_until or date.min, row.user.name, row.user.pk))


def until_when(user: User, la: LocalAuthority) -> date | None:
    """Until when the person's diary is known; None if it is not."""
    return _known([user], la).get(user.pk)


def _known(users: list[User], la: LocalAuthority) -> dict[int, date]:
    """The last day on which each diary counts as known: of a calendar or of the time that it holds."""
    days, keys = rules_of(la).diary_days, [user.pk for user in users]
    until = diaries_known(keys, days=days)
    read = dict(Diary.objects.filter(user__in=keys).values_list("user_id", "read_at"))
    return {
        key: min(last, timezone.localdate(read[key] + timedelta(days=days))) for key, last in until.items()
    }
