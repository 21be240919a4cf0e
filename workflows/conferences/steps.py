"""The human steps of a case conference."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from meetings.agenda import agenda_of
from meetings.models import Meeting, Minutes
from meetings.next_due import latest_day_of
from meetings.reference import CASE_CONFERENCE
from meetings.services.conferences import UPCOMING, InviteeFacts, call_conference
from meetings.services.following import next_is_needed
from meetings.services.holding import DecisionFacts, end_meeting, record_meeting
from meetings.services.live import day_of
from meetings.services.minutes import (
    accept_last_minutes,
    chair_who_checks,
    check_minutes,
    draft_minutes,
    latest,
    suggested_text,
)
from meetings.services.papers import send_papers
from meetings.services.restricted import may_write_part_b, part_b_to_check
from meetings.words import day_in_words
from people.models import User
from record import clock
from record.errors import RuleError
from schools.permissions import Perm
from workflows import triggers
from workflows.conferences import forms
from workflows.models import CaseworkProcess
from workflows.steps import Due, Step, alone, working_days, working_days_before


def meeting_of(process: CaseworkProcess) -> Meeting:
    """The conference that the process is about."""
    if process.meeting is None:
        raise LookupError(f"Process {process.pk} has no meeting.")
    return process.meeting


def begins(process: CaseworkProcess) -> datetime:
    """When the meeting begins, and what was still prepared for it is over."""
    return meeting_of(process).starts_at


def held_on(process: CaseworkProcess) -> date:
    return timezone.localdate(meeting_of(process).starts_at)


class CollectPapers(Step):
    title = "Collect the papers"
    done = "collected the papers"
    perm = Perm.MANAGE_MEETING
    form = forms.PapersForm
    button = "The papers are ready"
    template_name = "workflows/conferences/collect_papers.html"

    def due(self, process: CaseworkProcess) -> Due:
        days = meeting_of(process).type.papers_days_before
        return working_days_before(days, before=held_on(process), process=process)

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        agenda = agenda_of(meeting_of(process), user)
        lacking = [line.item.title for line in agenda.lacking_papers]
        return {"papers": agenda.papers, "lacking": lacking}

    def perform(self, process: CaseworkProcess, *, by: User, note: str = "") -> None:
        send_papers(meeting_of(process), note=note, by=by)


class HoldConference(Step):
    """The meeting is held on pages of its own; its end takes this step."""

    title = "Hold the conference"
    done = "recorded the conference"
    perm = Perm.RECORD_MEETING
    button = "Go into the meeting"
    template_name = "workflows/conferences/hold_conference.html"

    def due(self, process: CaseworkProcess) -> Due:
        return Due(on=held_on(process))

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        meeting = meeting_of(process)
        papers = agenda_of(meeting, user).papers
        return {"papers": papers, "too_early": day_of(meeting) > clock.today()}

    def perform(
        self,
        process: CaseworkProcess,
        *,
        by: User,
        attendance: dict[Any, str] | None = None,
        decisions: Sequence[DecisionFacts] = (),
        notes: dict[Any, str] | None = None,
    ) -> None:
        """What was recorded while it was held takes effect; with ``attendance``, a record from paper."""
        meeting = meeting_of(process)
        if attendance is None:
            end_meeting(meeting, by=by)
        else:
            record_meeting(meeting, attendance=attendance, notes=notes, decisions=decisions, by=by)


class DraftMinutes(Step):
    title = "Draft the minutes"
    done = "drafted the minutes"
    perm = Perm.RECORD_MEETING
    form = forms.MinutesForm
    button = "Send to be checked"
    template_name = "workflows/conferences/draft_minutes.html"

    def due(self, process: CaseworkProcess) -> Due:
        last = latest(meeting_of(process))
        after = timezone.localdate(last.checked_at) if last and last.checked_at else held_on(process)
        days = meeting_of(process).type.draft_minutes_days
        return working_days(days, after=after, process=process)

    def initial(self, process: CaseworkProcess) -> dict[str, Any]:
        last = latest(meeting_of(process))
        return {"text": last.text if last else suggested_text(meeting_of(process))}

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        return {"last": latest(meeting_of(process))}

    def perform(
        self,
        process: CaseworkProcess,
        *,
        by: User,
        text: str,
        part_b: str = "",
        readers: Sequence[User] = (),
        accepts_last: bool = True,
    ) -> None:
        """The last minutes are taken as a true record, unless this says no, and both parts are drafted."""
        meeting = meeting_of(process)
        if accepts_last:
            accept_last_minutes(meeting, by=by)
        draft_minutes(meeting, text=text, part_b=part_b, readers=readers, by=by)


class CheckMinutes(Step):
    title = "Check the minutes"
    done = "checked the minutes"
    perm = Perm.APPROVE_MINUTES
    form = forms.CheckForm
    button = "Record the check"
    template_name = "workflows/conferences/check_minutes.html"

    def due(self, process: CaseworkProcess) -> Due:
        days = meeting_of(process).type.check_minutes_days
        return working_days(days, after=clock.today(), process=process)

    def not_for(self, process: CaseworkProcess) -> Collection[User]:
        return alone(drafted(process).drafted_by)

    def first_for(self, process: CaseworkProcess) -> User | None:
        """The chair, as long as the chair may approve minutes; anybody else who may can take it as well."""
        return chair_who_checks(meeting_of(process))

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        meeting = meeting_of(process)
        return {
            "minutes": drafted(process),
            "part_b": part_b_to_check(meeting, user),
            "writes_part_b": may_write_part_b(meeting, user),
            "chair": self.first_for(process),
        }

    def perform(
        self,
        process: CaseworkProcess,
        *,
        by: User,
        approved: bool,
        remarks: str = "",
        part_b_remarks: str = "",
    ) -> None:
        check_minutes(
            drafted(process), approved=approved, remarks=remarks, part_b_remarks=part_b_remarks, by=by
        )


class ScheduleNext(Step):
    title = "Plan the next conference"
    done = "planned the next conference"
    perm = Perm.MANAGE_MEETING
    form = forms.NextForm
    button = "Call the conference"
    template_name = "workflows/conferences/schedule_next.html"

    def due(self, process: CaseworkProcess) -> Due:
        days = meeting_of(process).type.schedule_days
        return working_days(days, after=clock.today(), process=process)

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        case = process.case
        return {"latest": latest_day_of(case) if case else None, "planned": planned_next(process)}

    def perform(
        self,
        process: CaseworkProcess,
        *,
        by: User,
        starts_at: datetime | None = None,
        place: str = "",
        chair: User | None = None,
        invitees: Sequence[InviteeFacts] = (),
        purpose: str = "",
        without_diocese_why: str = "",
    ) -> None:
        """The next conference is called, and the worker begins its process; one called meanwhile will do."""
        if process.case is None:
            raise RuleError("There is no case to plan a conference for")
        if starts_at is None or chair is None:
            if next_is_needed(meeting_of(process)):
                raise RuleError("Say on which day the next conference is held", field="on")
            return
        meeting = call_conference(
            process.case,
            starts_at=starts_at,
            place=place,
            chair=chair,
            purpose=purpose,
            invitees=invitees,
            without_diocese_why=without_diocese_why,
            by=by,
        )
        triggers.want(
            key=f"conference:{meeting.pk}",
            wanted="start_conference",
            cause=f"Planned by the conference of {day_in_words(meeting_of(process).starts_at)}",
            payload={"meeting": meeting.pk, "by": by.pk},
            from_process=process,
        )


def planned_next(process: CaseworkProcess) -> Meeting | None:
    """The conference that was called while this one's minutes were written."""
    if process.case is None:
        return None
    ahead = process.case.meetings.filter(type__code=CASE_CONFERENCE, status__in=UPCOMING)
    return ahead.order_by("starts_at").first()


def drafted(process: CaseworkProcess) -> Minutes:
    """The version that is to be checked."""
    minutes = latest(meeting_of(process))
    if minutes is None:
        raise RuleError("There are no minutes to check yet")
    return minutes
