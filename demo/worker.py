"""What the worker of the site would have done in the two years, at every stop of the journey."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle

from django.conf import settings

from meetings.models import Meeting
from meetings.services.packs import TOPIC_OF_ALL as PACKS
from record import clock
from record.models import Dispatch
from record.worker import perform_duty
from workflows.models import CaseworkTask
from workflows.services.strategy_packs import COMPILE

LEFT_TO_THE_SITE = ("web.digest.send_digests", "workflows.services.strategy.keep_strategy_agendas")
# What these duties find goes by the day, and nobody is written to before eight.
ONCE_A_DAY = (
    "concern_cases.services.plan_rewriting.ask_for_rewriting",
    "people.services.shares.end_contradicted_shares",
    "letters.services.governing.end_outdated_delegations",
    "meetings.services.replanning.plan_again_after_changes",
    "meetings.services.paper_reminders.ask_for_papers",
    "meetings.services.criteria.count_each_month",
    "support.services.reminders.remind_who_answers",
    "letters.kinds.waiting.remind_who_agrees",
)


@dataclass
class Worker:
    """Serves the outbox, triggers and timers at every stop, and what goes by the day once a day.

    ``now`` is when the story ends. Packs of meetings that are over then are not made, there are some
    thousand; those of meetings to come are left to the worker of the site. The weekly mails of two years are
    left out: nobody would read them, and they would take long. So would the agenda of the strategy meeting,
    looked at at every stop: it has its schools when it is called and when they are chosen.
    """

    now: datetime
    _looked_on: date | None = None

    def work(self) -> None:
        """Nothing is left to do at this moment."""
        _leave_packs(self.now)
        duties = [path for path in settings.WORKER_DUTIES if path not in LEFT_TO_THE_SITE]
        if clock.today() == self._looked_on or not clock.is_morning():
            duties = [path for path in duties if path not in ONCE_A_DAY]
        else:
            self._looked_on = clock.today()
        _perform_until_idle(duties)


def _perform_until_idle(duties: list[str]) -> None:
    idle = 0  # duties in a row that found nothing to do
    for path in cycle(duties):
        idle = 0 if perform_duty(path) else idle + 1
        if idle == len(duties):
            return


def _leave_packs(now: datetime) -> None:
    packs = Dispatch.objects.filter(topic__in=(PACKS, COMPILE), state=Dispatch.State.WAITING)
    wanted = dict(packs.values_list("pk", "payload__meeting"))
    if not wanted:
        return
    over = set(Meeting.objects.filter(pk__in=wanted.values(), starts_at__lt=now).values_list("pk", flat=True))
    packs.filter(pk__in=[pk for pk, meeting in wanted.items() if meeting in over]).delete()
    packs.filter(not_before__lte=now).update(not_before=now + timedelta(seconds=1))


def next_timer(after: datetime) -> datetime | None:
    """When the next reminder, escalation or end of a time comes; None while none is ahead."""
    timers = CaseworkTask.objects.filter(flow_task_type="TIMER", status="SCHEDULED", scheduled__gt=after)
    return timers.order_by("scheduled").values_list("scheduled", flat=True).first()
