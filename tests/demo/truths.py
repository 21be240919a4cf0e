"""What holds in the whole demo county, a sentence each. Making it is slow: one test asks for all of them."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils import timezone
from pypdf import PdfReader

from concern_cases.due_dates import due_by
from concern_cases.events import tell
from concern_cases.models import (
    Action,
    CaseEvent,
    Concern,
    ConcernCase,
    CriterionReading,
    Disagreement,
    Evidence,
    NonEngagement,
    ObjectiveText,
    PlanVersion,
)
from concern_cases.plan_pages.measures import line
from concern_cases.services.plan_drafts import lacking
from demo.days import is_working_day
from demo.names import fitting
from demo.october import AT_MOST
from demo.plans import PLANS
from evaluation.models import Category, Risk
from letters.content import facts_of
from letters.models import ChosenMethod, Letter, LetterResponse, Paragraph, RequiredAction, Service
from letters.services.serving import not_delivered
from meetings.models import (
    Attendance,
    BusyTime,
    Diary,
    Meeting,
    Minutes,
    SchoolLetter,
    SuccessCriterion,
    SuccessFigure,
)
from meetings.next_due import terms_of
from meetings.reference import MEMBERS_PANEL, STRATEGY_MEETING
from people.models import User
from people.services.grants import reconcile
from record import clock
from record.audit import verify
from record.models import Dispatch
from schools.calendar import Calendar
from schools.models import School
from schools.permissions import Circle
from workflows.health import tasks_in_error
from workflows.models import TaskCard
from workflows.services.strategy_packs import COMPILE

DAY_IN_WORDS = re.compile(r"\b(\d{1,2})\s([A-Z][a-z]+)\s(\d{4})\b")
SHARE = re.compile(r"\((\d+) of (\d+)\)")
SHARE_OF = re.compile(r"(\d+) of (\d+)")
OFFICE_OPENS, EVENING_ENDS = time(8), time(21)
TERM, TWO_TERMS = "once a term (three times a year)", "every two terms (of three a year)"
TWO_WEEKS, A_FEW_MINUTES = timedelta(days=14), timedelta(minutes=5)

Truth = Callable[[], None]
TRUTHS: list[Truth] = []


def truth(asked: Truth) -> Truth:
    TRUTHS.append(asked)
    return asked


def days_in(text: str) -> list[date]:
    """The days that a text names: 7 June 2010."""
    found = [f"{day} {month} {year}" for day, month, year in DAY_IN_WORDS.findall(text)]
    return [datetime.strptime(words, "%d %B %Y").date() for words in found]  # noqa: DTZ007  a day


def local(moment: datetime) -> date:
    return timezone.localdate(moment)


# --- The county as a whole


@truth
def every_stage_is_reached() -> None:
    assert ConcernCase.objects.count() == len(PLANS) == 27
    waiting = Counter(card.task.flow_task.name for card in TaskCard.objects.open().select_related("task"))
    stages = {plan.last_reaches for plan in PLANS} | {plan.letter for plan in PLANS}
    assert set(waiting) >= stages - {"end", "", "given", "acknowledged", "s60_notice"}
    assert Counter(Letter.objects.filter(for_year=None).values_list("kind__series", "status")) == {
        ("warning_letter", "draft"): 1,
        ("warning_letter", "legal_check"): 1,
        ("warning_letter", "for_authorisation"): 1,
        ("warning_letter", "given"): 3,
        ("warning_letter", "not_complied"): 1,
        ("s60_notice", "legal_check"): 1,
        ("letter_of_concern", "draft"): 1,
        ("letter_of_concern", "given"): 5,
        ("letter_of_concern", "complied"): 1,
        ("letter_of_concern", "withdrawn"): 1,
        ("withdrawal", "for_information"): 1,
    }
    assert 0 < Letter.objects.filter(for_year=2026, status="for_information").count() <= AT_MOST


@truth
def what_befalls_a_letter_can_be_seen() -> None:
    given = Letter.objects.filter(status="given")
    assert given.filter(clocks__superseded_at__isnull=False).count() == 1  # more time
    assert given.filter(questions__answer="").exclude(questions=None).count() == 1
    assert given.exclude(delegations=None).count() == 1
    assert given.filter(school__trust_name__gt="").count() == 2  # academies
    assert Letter.objects.out_of_time().filter(response=None).count() == 1
    soon = given.filter(clocks__superseded_at=None, clocks__ends_on__lte=clock.today() + TWO_WEEKS)
    assert soon.filter(kind__series="warning_letter", clocks__ends_on__gte=clock.today()).exists()
    assert not_delivered().count() == 1
    chosen = ChosenMethod.objects.values_list("method", flat=True)
    assert Counter(chosen) == {"hand": 2, "email": 2, "post": 1}
    assert {given.proof[:5] for given in Service.objects.filter(method="hand")} == {"Taken"}
    assert Service.objects.filter(method="post", proof="", recipient__letter__in=given).exists()
    draft = Letter.objects.exclude(comments=None).distinct().get()
    assert draft.sent_back_why
    assert Paragraph.objects.get(code="meeting_offered").text == draft.body
    assert [comment.settled_at is None for comment in draft.comments.all()] == [False, True]


@truth
def nothing_is_left_undone_by_the_machinery() -> None:
    assert tasks_in_error().count() == 0
    waiting = Dispatch.objects.exclude(state=Dispatch.State.SENT)
    assert {row.topic for row in waiting} == {COMPILE}  # packs of the meeting to come: the site makes them
    verify()  # raises at the first broken row
    assert not reconcile()


@truth
def every_school_is_invented() -> None:
    assert not School.objects.exclude(urn__startswith="9").exists()


@truth
def titles_fit_first_names() -> None:
    for user in User.objects.all():
        assert fitting([user.title], user.name.split()[0]), user.formal_name
    for school in School.objects.all():
        assert fitting([school.head_title], school.head_first_name), school.head_name


@truth
def no_two_people_have_one_name() -> None:
    names = Counter(User.objects.values_list("name", flat=True))
    assert [name for name, count in names.items() if count > 1] == []


# --- Days


def days_at_schools() -> Iterator[tuple[str, School, date]]:
    """Every day on which something happens, or is to happen, in a school."""
    for evidence in Evidence.objects.exclude(circle=Circle.LA):
        yield f"evidence: {evidence}", evidence.case.school, evidence.on
    for concern in Concern.objects.all():
        yield f"talk about: {concern.text}", concern.case.school, concern.discussed_on
    for model in (Disagreement, NonEngagement):
        for row in model.objects.all():
            yield str(row), row.case.school, row.on
    for action in Action.objects.filter(owner__posts__la=None):  # the others are officers' own
        yield f"due: {action}", action.school, action.due_on
    for asked in RequiredAction.objects.all():
        yield f"asked: {asked}", asked.letter.school, asked.by
    for model in (Category, Risk):
        for row in model.objects.all():
            yield f"judged: {row}", row.school, row.on
    for meeting in Meeting.objects.exclude(school=None):
        yield str(meeting), meeting.school, local(meeting.starts_at)
    for case in ConcernCase.objects.all():
        yield f"opened: {case}", case.school, case.opened_on
        if case.follow_up_on:
            yield f"follow-up: {case}", case.school, case.follow_up_on


@truth
def what_happens_in_a_school_happens_on_its_school_days() -> None:
    calendars = {school.pk: Calendar.of(school) for school in School.objects.all()}
    closed = [
        (what, str(school), day)
        for what, school, day in days_at_schools()
        if not calendars[school.pk].is_school_day(day)
    ]
    assert closed == []


@truth
def what_people_do_is_done_on_working_days_and_before_nine_in_the_evening() -> None:
    for event in CaseEvent.objects.exclude(actor_id=None):
        at = timezone.localtime(event.at)
        assert is_working_day(at.date()), (event.kind, at)
        assert OFFICE_OPENS <= at.time() <= EVENING_ENDS, (event.kind, at)
    kept = [evidence.on for evidence in Evidence.objects.filter(circle=Circle.LA)]
    due = Action.objects.values_list("due_on", flat=True)
    done = Action.objects.exclude(done_on=None).values_list("done_on", flat=True)
    closed = ConcernCase.objects.exclude(closed_on=None).values_list("closed_on", flat=True)
    assert [day for day in (*kept, *due, *done, *closed) if not is_working_day(day)] == []


@truth
def nobody_acts_within_minutes_of_somebody_else_in_a_case() -> None:
    for case in ConcernCase.objects.all():
        events = CaseEvent.objects.filter(case_reference=case.reference).exclude(actor_id=None)
        moments = sorted({event.at for event in events})
        assert all(after - before > A_FEW_MINUTES for before, after in pairwise(moments)), case


@truth
def reminders_come_at_eight_in_the_morning() -> None:
    reminders = CaseEvent.objects.filter(kind__in=("tasks.chased", "tasks.escalated"))
    assert reminders.exists()
    assert {timezone.localtime(event.at).time() for event in reminders} == {time(8)}


@truth
def some_letters_are_answered_in_parts_and_some_late() -> None:
    in_part = Letter.objects.filter(response=None).exclude(parts=None).distinct()
    assert [letter.parts.count() for letter in in_part] == [1, 1]
    assert {letter.kind.series for letter in in_part} == {"warning_letter", "letter_of_concern"}
    late = LetterResponse.objects.get(late=True)
    assert late.letter.status == "complied"


@truth
def some_diaries_were_looked_through_and_have_absences() -> None:
    ahead = BusyTime.objects.filter(starts_at__gt=clock.now())
    assert ahead.values("user").distinct().count() == 3
    assert ahead.exclude(entered_by=None).count() == 1
    assert Diary.objects.count() == 3


# --- Cases


@truth
def the_head_hears_of_a_concern_after_its_evidence_and_before_the_case() -> None:
    for concern in Concern.objects.select_related("case"):
        first = concern.evidence.earliest("on")
        assert first.on < concern.discussed_on < concern.case.opened_on, concern
        assert all(day <= concern.discussed_on for day in days_in(concern.source)), concern.source
        head = f"{concern.case.school.head_first_name} {concern.case.school.head_last_name}"
        assert concern.discussed_with.endswith(head)


@truth
def figures_are_those_of_the_school() -> None:
    for row in [*Concern.objects.all(), *Evidence.objects.all()]:
        school = row.case.school
        cohort = school.roll / (7 if school.phase == "Primary" else 5)
        for part, whole in SHARE.findall(row.text):
            assert int(part) <= int(whole), row.text
            assert abs(int(whole) - cohort) <= 2, (school.roll, row.text)


@truth
def primary_concerns_are_raised_at_primary_schools() -> None:
    areas = ("key-stage-1", "key-stage-2", "year-1-and-4-progress")
    found = Concern.objects.filter(area__code__in=areas).exclude(case__school__phase="Primary")
    assert not found.exists()


@truth
def an_action_is_done_after_it_was_agreed_and_says_what_came_of_it() -> None:
    for action in Action.objects.filter(status=Action.Status.DONE):
        agreed = local(action.decisions.get().meeting.starts_at)
        assert agreed < action.done_on <= clock.today(), action
    outcomes = Action.objects.filter(status=Action.Status.DONE).values_list("outcome", flat=True)
    assert len(set(outcomes)) > 12


@truth
def most_actions_that_were_done_before_a_conference_were_verified_at_it_by_somebody_else() -> None:
    verified = Action.objects.exclude(verified_at=None)
    assert 10 < verified.count() < Action.objects.filter(status=Action.Status.DONE).count()
    for action in verified:
        assert action.verified_by != action.owner, action
        assert action.done_on < local(action.verified_at), action


@truth
def plans_are_measured_by_several_criteria_and_have_steps() -> None:
    running = PlanVersion.objects.filter(status=PlanVersion.Status.IN_FORCE)
    kinds = Counter(running.values_list("plan__kind", flat=True))
    assert kinds["support"] >= 10
    assert kinds["single"] >= 4
    texts = ObjectiveText.objects.filter(version__in=running).prefetch_related(
        "criteria", "actions", "milestones"
    )
    for text in texts:
        criteria = list(text.criteria.all())
        assert 2 <= len(criteria) <= 3, text
        assert all(row.baseline and row.target and row.source for row in criteria), text
        assert text.baseline, text
        assert not lacking(text), text
        assert text.actions.all(), text
        assert text.milestones.all(), text
    drawn = [line(row.baseline, "", row.target) for text in texts for row in text.criteria.all()]
    assert all(drawn)
    assert set(CriterionReading.objects.values_list("met", flat=True)) >= {"met", "not_yet", "unknown"}
    said = CriterionReading.objects.exclude(now="").values("rating").distinct()
    assert said.count() >= 30


@truth
def a_case_that_was_closed_had_met_the_criteria_twice() -> None:
    closed = ConcernCase.objects.filter(status=ConcernCase.Status.CLOSED)
    assert closed.count() == 3
    for case in closed:
        before, last = list(case.meetings.order_by("starts_at"))[-2:]
        assert "met for the first time" in before.decisions.get().reason
        assert last.decisions.get().code.code == "close"
        assert last.decisions.get().reason.startswith("The criteria were met for the second time")
        assert local(last.starts_at) < case.closed_on
        assert Risk.objects.current().get(school=case.school, kind=Risk.Kind.IMPROVEMENT).level == "low"
        assert not Category.objects.current().get(school=case.school).category.is_inadequate
        assert not Action.objects.open().filter(case=case).exists()


# --- Conferences


@truth
def no_two_conferences_are_at_a_time() -> None:
    times = Counter(Meeting.objects.values_list("starts_at", flat=True))
    assert [moment for moment, count in times.items() if count > 1] == []


@truth
def conferences_are_called_two_weeks_before() -> None:
    for event in CaseEvent.objects.filter(kind="meetings.called"):
        meeting = Meeting.objects.get(pk=event.body["meeting"])
        assert local(event.at) <= local(meeting.starts_at) - TWO_WEEKS, meeting


@truth
def conferences_are_held_as_often_as_the_case_says() -> None:
    for case in ConcernCase.objects.select_related("school__la"):
        since = case.opened_on
        for meeting in case.meetings.order_by("starts_at"):
            day = local(meeting.starts_at)
            cadence = case.history.as_of(min(meeting.starts_at, clock.now())).cadence
            due = due_by(cadence.every, cadence.unit, since=since, terms=terms_of(case.school))
            assert since < day <= due, (case, since, day, due)
            since = day


@truth
def how_often_conferences_are_held_follows_the_risk() -> None:
    for case in ConcernCase.objects.select_related("cadence"):
        risk = Risk.objects.current().get(school=case.school, kind=Risk.Kind.IMPROVEMENT)
        assert (case.cadence.for_risk, case.cadence_why) == (risk.level, ""), case
    told = CaseEvent.objects.filter(kind="cases.cadence_changed")
    assert Counter(event.body["cadence"] for event in told) == {TWO_TERMS: 2, TERM: 1}


@truth
def whoever_records_a_conference_was_there_and_so_was_its_chair() -> None:
    present = Attendance.objects.filter(presence=Attendance.Presence.PRESENT)
    for event in CaseEvent.objects.filter(kind="meetings.held"):
        there = set(present.filter(meeting=event.body["meeting"]).values_list("invitee__user", flat=True))
        meeting = Meeting.objects.get(pk=event.body["meeting"])
        assert {event.actor_id, meeting.chair_id} <= there, meeting


@truth
def each_conference_has_something_of_its_own_to_say() -> None:
    for case in ConcernCase.objects.all():
        texts = [minutes.text for minutes in Minutes.objects.filter(meeting__case=case)]
        assert len(set(texts)) == len(texts), case
        schools = case.actions.exclude(owner__posts__la=case.school.la)
        assert len(set(schools.values_list("what", flat=True))) == schools.distinct().count(), case


# --- The authority's own meetings


@truth
def a_strategy_meeting_was_held_and_what_it_decided_is_on_every_case() -> None:
    held = Meeting.objects.get(type__code=STRATEGY_MEETING, status=Meeting.Status.MINUTES_APPROVED)
    schools = held.items.exclude(case=None)
    assert schools.count() == 5
    assert held.left_out.exists()
    for item in schools:
        assert item.progress, item
        assert item.rag_reason, item
        assert CaseEvent.objects.filter(
            kind="meetings.talked_about", case_reference=item.case.reference, body__meeting=held.pk
        ).exists()
        decision = item.decisions.get()
        assert bool(decision.came_of_it) == bool(decision.code.effect), decision
    done = Action.objects.filter(decisions__meeting=held, status=Action.Status.DONE)
    assert done.filter(case=None).count() == 1
    assert done.exclude(case=None).count() == 2
    assert held.minutes.get().circulated_at


@truth
def the_next_strategy_meeting_has_its_schools_and_waits_for_its_packs() -> None:
    coming = Meeting.objects.get(type__code=STRATEGY_MEETING, status=Meeting.Status.INVITED)
    assert coming.starts_at > clock.now()
    assert coming.items.exclude(case=None).count() == 5
    assert coming.items.exclude(question="").count() == 3


@truth
def the_panel_has_a_report_without_any_name() -> None:
    panel = Meeting.objects.get(type__code=MEMBERS_PANEL)
    paper = panel.reports.get()
    assert panel.starts_at > clock.now()
    with paper.pdf.open("rb") as file:
        text = " ".join(page.extract_text() for page in PdfReader(file).pages)
    assert "School A" in text
    assert paper.schools.count() == SchoolLetter.objects.count() > 5
    assert [str(school) for school in paper.schools.all() if str(school) in text] == []


@truth
def criteria_have_figures_over_several_terms_that_say_what_they_rest_on() -> None:
    criteria = SuccessCriterion.objects.all()
    assert criteria.count() == 9
    for criterion in criteria:
        figures = list(criterion.figures.standing())
        months = {(figure.on.year, figure.on.month) for figure in figures}
        assert len(figures) == 6 or (criterion.computed and len(months) >= 20), criterion
        for figure in figures:
            found = SHARE_OF.search(figure.source)
            if criterion.unit == "percent":
                part, whole = map(int, found.groups())
                assert abs(Decimal(100 * part) / whole - figure.value) < 1
    wrong = SuccessFigure.objects.exclude(taken_back_at=None).get()
    assert wrong.taken_back_why


# --- What letters rest on


@truth
def a_disagreement_follows_the_judgement_that_it_is_about() -> None:
    assert Disagreement.objects.count() == 7
    for row in Disagreement.objects.all():
        judged = days_in(row.judgement)
        assert judged
        for day in judged:
            proposed = Category.objects.get(school=row.case.school, on=day)
            assert row.judgement.startswith(str(proposed.category))
            assert proposed.disputed_why == row.said
            assert day < row.on


@truth
def non_engagement_follows_what_was_agreed() -> None:
    assert NonEngagement.objects.count() == 14
    for row in NonEngagement.objects.all():
        agreed, *others = days_in(row.fact)
        meeting = Meeting.objects.get(case=row.case, starts_at__date=agreed)
        assert agreed < row.on
        assert all(agreed < day <= row.on for day in others), row.fact
        if row.kind == NonEngagement.Kind.ACTION_NOT_DONE:
            action = Action.objects.get(decisions__meeting=meeting, what=row.fact.split("”")[0][1:])
            assert action.due_on in others
            assert action.status == Action.Status.OPEN


@truth
def a_letter_is_decided_on_after_everything_that_it_rests_on() -> None:
    for letter in Letter.objects.filter(kind__series="warning_letter"):
        decided = local(letter.case.meetings.get(decisions__code__code="warning_letter").starts_at)
        grounds = [ground.record for ground in letter.grounds.all()]
        found = {type(record) for record in grounds}
        assert found == {Concern, Evidence, Category, Risk, Disagreement, NonEngagement}
        days = [getattr(record, "on", None) or record.discussed_on for record in grounds]
        assert max(days) < decided, letter
    for letter in Letter.objects.filter(kind__series="letter_of_concern"):
        records = [ground.record for ground in letter.grounds.all()]
        assert {type(record) for record in records} == {Concern, Evidence, Category, Risk}
        days = [getattr(record, "on", None) or record.discussed_on for record in records]
        assert max(days) < local(letter.begun_at), letter


@truth
def a_letter_names_no_day_after_its_own_but_those_that_it_sets() -> None:
    for letter in Letter.objects.all():
        given = letter.given_on or clock.today()
        facts: dict[str, Any] = facts_of(letter, given=given)
        for matter in (*facts["concerns"], *facts["judgements"], *facts["answers"]):
            named = days_in(f"{matter['text']} {matter['source']}")
            assert named or matter["is"] == "concern", matter
            assert all(day < given for day in named), matter
        assert all(row["on"] <= given for row in facts["history"])
        assert all(action.by > given for action in letter.required_actions.all())


@truth
def each_step_of_a_letter_has_its_day() -> None:
    steps = ("begun", "submitted", "law_agreed", "given", "acknowledged", "answered")
    for letter in Letter.objects.exclude(case=None):
        events = CaseEvent.objects.filter(body__reference=letter.reference)
        taken = [events.filter(kind=f"letters.{step}").first() for step in steps]
        days = [local(event.at) for event in taken if event]
        assert days == sorted(set(days)), (letter, days)


# --- Words


@truth
def no_sentence_shows_how_it_was_made() -> None:
    seams = re.compile(r"\{|\}|\.\.|  |\bNone\b|\s[.,;:]")
    lines = [line for event in CaseEvent.objects.all() for line in (tell(event).title, *tell(event).details)]
    texts = [*Minutes.objects.values_list("text", flat=True), *Action.objects.values_list("what", flat=True)]
    assert [text for text in (*lines, *texts) if seams.search(text)] == []
