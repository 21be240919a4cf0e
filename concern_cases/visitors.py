"""Who visits a school by their post: those sent to it, today or at another time."""

from datetime import date

from django.db.models import F, QuerySet

from concern_cases.models import ConcernCase
from people.access import may
from people.models import Post, User
from people.models.post import standing
from people.roles import Role
from record import clock
from record.errors import RuleError
from record.words import plain_day
from schools.models import School
from schools.permissions import Perm

VISITORS = (Role.SIP, Role.AHT, Role.NLE, Role.CONSULTANT, Role.CONSULTANT_GOVERNOR)


def visitors_of(school: School) -> QuerySet[Post]:
    """The posts in which people are or were sent to the school, without those that were a mistake."""
    posts = Post.objects.filter(standing(), role__in=VISITORS, schools=school).exclude(until__lt=F("since"))
    return posts.select_related("user").order_by("user__name", "since")


def offered_visitors(case: ConcernCase, user: User) -> QuerySet[Post]:
    """Of those who came so far, whom the person may name; who is not of the council, those of this case."""
    posts = visitors_of(case.school).filter(since__lte=clock.today())
    return posts if may(user, Perm.READ_LA, case.school) else posts.exclude(until__lt=case.opened_on)


def check_visit(visitor: Post, on: date, school: School) -> None:
    """Refuses (RuleError) a post that is none of ``visitors_of``, and a day on which it was not held."""
    if not visitors_of(school).filter(pk=visitor.pk).exists():
        raise RuleError("Choose somebody who is or was sent to this school", field="visitor")
    if on < visitor.since:
        since = plain_day(visitor.since)
        raise RuleError(
            f"{visitor.user} was allocated to this school on {since}: choose a day from then on, or leave "
            "open whose visit it was",
            field="on",
        )
    if visitor.until and on > visitor.until:
        until = plain_day(visitor.until)
        raise RuleError(f"{visitor.user} was here until {until}: choose a day up to then", field="on")
