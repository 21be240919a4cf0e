"""What the flow of a plan's version asks of it: moments and conditions."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from concern_cases.models import PlanRules, PlanVersion
from record import clock
from workflows.models import CaseworkProcess
from workflows.steps import Due, school_days

ONE_DAY = timedelta(days=1)


def version_of(process: CaseworkProcess) -> PlanVersion:
    """The version that the process is about."""
    if process.plan_version is None:
        raise LookupError(f"Process {process.pk} has no version of a plan.")
    return process.plan_version


def rules_of(process: CaseworkProcess) -> PlanRules:
    return PlanRules.of(process.la)


def comment_due(process: CaseworkProcess) -> Due:
    """By when the school is asked to comment, counted from the day on which it got the draft."""
    sent = version_of(process).submitted_at
    given = timezone.localdate(sent) if sent else clock.today()
    return school_days(rules_of(process).comment_days, after=given, process=process)


def end_of_comment(process: CaseworkProcess) -> datetime:
    """The end of that day in London."""
    last = comment_due(process).on
    return datetime.combine(last + ONE_DAY, time(0), tzinfo=timezone.get_default_timezone())
