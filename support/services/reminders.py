"""Whoever has to agree support is reminded of it, after a number of working days that the authority sets."""

from datetime import date, timedelta

from django.utils import timezone

from concern_cases.rules import can_read
from people.models import User
from record import clock
from record.errors import RuleError
from record.models import Dispatch
from record.services import service
from schools.calendar import Counting
from schools.models import LocalAuthority
from support.gatekeeping import who_answers
from support.models import Deployment, SupportRules
from support.services.telling import mail_reminder, reminder_key

RULE = "working"
MOST_DAYS = 30
WAITED = timedelta(days=1)  # nobody is reminded on the day itself


def answer_due(deployment: Deployment) -> date:
    """By when what waits is to be answered; later whoever has to is reminded."""
    school = deployment.school
    return _due(deployment, Counting(RULE, [school]), SupportRules.of(school.la))


def _due(deployment: Deployment, counting: Counting, rules: SupportRules) -> date:
    asked_on = timezone.localdate(deployment.waits_since)
    return counting.after(asked_on, days=rules.answer_days, school=deployment.school).ends_on


def remind_who_answers() -> int:
    """Everybody who still has to agree support, or a change, has one mail more once its day has come.

    A duty of the worker. Who that is, is asked today: an AHT who follows is reminded as well. How many were.
    One short query while nothing waits, three more while no day has come: the worker asks all the time.
    """
    if not clock.is_morning():
        return 0
    waiting = Deployment.objects.waiting().filter(asked_at__lt=clock.now() - WAITED)
    keys = list(waiting.values_list("pk", flat=True))
    return sum(_remind(row, user) for row in _due_among(keys) for user in who_answers(row)) if keys else 0


def _due_among(keys: list[int]) -> list[Deployment]:
    """Those of them whose day has come: three queries, whatever their number."""
    rows = Deployment.objects.filter(pk__in=keys)
    waiting = list(rows.select_related("school__la", "provider__type", "asked_by", "change_asked_by"))
    schools = [row.school for row in waiting]
    counting, rules = Counting(RULE, schools), SupportRules.of_many(school.la for school in schools)
    return [row for row in waiting if _due(row, counting, rules[row.school.la_id]) <= clock.today()]


def _remind(deployment: Deployment, user: User) -> int:
    named = deployment.named.all()
    if Dispatch.objects.filter(key=reminder_key(deployment, user)).exists():
        return 0
    if not can_read(user, deployment.circle, named, school=deployment.school):
        return 0
    mail_reminder(deployment, user)
    return 1


@service
def change_support_rules(la: LocalAuthority, *, answer_days: int, by: User) -> SupportRules:
    """Whoever has to agree support of the authority is reminded after so many working days.

    Refuses (RuleError) none, and more than ``MOST_DAYS``.
    """
    if not 1 <= answer_days <= MOST_DAYS:
        raise RuleError(f"Give 1 to {MOST_DAYS} working days", field="answer_days")
    LocalAuthority.objects.select_for_update().get(pk=la.pk)
    rules = SupportRules.of(la)
    rules.answer_days = answer_days
    rules.save()
    return rules
