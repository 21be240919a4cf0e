"""A report for the table of the Panel: whole, and without the schools that one of the invited heads."""

from collections import defaultdict
from collections.abc import Sequence

from meetings.models import Meeting, PanelPaper
from meetings.models.agenda import HEADS
from meetings.services.panel import Version
from people.models import Post, PostSchool
from workflows.panel.files import report_pdf
from workflows.panel.report import PanelReport


def versions_for(report: PanelReport, meeting: Meeting, *, kind: str) -> list[Version]:
    """The report for each of those invited who head schools in it, without these. Slow: it makes PDFs."""
    if kind == PanelPaper.Kind.COMMITTEE:
        return []
    return [_without(report, schools, kind=kind) for schools in _interests(report, meeting)]


def _without(report: PanelReport, schools: frozenset[int], *, kind: str) -> Version:
    left = report.without(schools)
    withheld = [row.school for row in report.schools if row.school.pk in schools]
    return Version(report_pdf(left, kind=kind), [row.school for row in left.schools], withheld)


def _interests(report: PanelReport, meeting: Meeting) -> Sequence[frozenset[int]]:
    """The schools of the report that one and the same person heads, each such set once."""
    posts = Post.objects.current().filter(user__in=meeting.invitees.values("user"), role__in=HEADS)
    headed = PostSchool.objects.filter(post__in=posts, school__in=[row.school for row in report.schools])
    found: dict[int, set[int]] = defaultdict(set)
    for user, school in headed.values_list("post__user", "school"):
        found[user].add(school)
    return sorted({frozenset(schools) for schools in found.values()}, key=sorted)
