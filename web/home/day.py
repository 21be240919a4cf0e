"""What somebody has to do: steps of processes, agreed actions and meetings, and one sentence about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.urls import reverse

from concern_cases.models import Action, ConcernCase
from letters.kinds.waiting import changes_to_decide
from letters.models import KindChange, LetterQuestion
from letters.questions import questions_to_answer
from meetings.answers import answers_in_words, with_answers
from meetings.models import Invitee, Meeting
from people.access import las_where
from record import clock
from record.words import capital, counted, number
from schools.models import School, TermDates
from schools.permissions import Perm
from support.gatekeeping import to_answer
from support.models import Deployment
from support.services.reminders import answer_due
from web.actions.verifying import actions_to_verify
from web.templatetags.soc import clock_time, day, days_left, local_day, plain_day
from workflows.models import TaskCard

MEETINGS_SEEN_AHEAD = timedelta(days=14)
VERIFIED_WITHIN = timedelta(days=14)  # of the day on which it was done
TIMES = {1: "once", 2: "twice"}
ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]


@dataclass(frozen=True)
class Job:
    """One thing to do by a day."""

    what: str
    school: School | None
    url: str
    due_on: date
    note: str = ""
    is_step: bool = True
    can_wait: bool = False  # it is never told first while something else is late

    @property
    def about(self) -> str:
        """The school, and what else there is to say."""
        school = self.school.name if self.school else ""
        return ". ".join(part for part in (school, self.note) if part)


@dataclass(frozen=True)
class Jobs:
    """Everything to do, the most urgent first."""

    all: list[Job]

    @property
    def first(self) -> Job | None:
        late = [job for job in self.overdue if not job.can_wait]
        return next(iter(late or self.all), None)

    @property
    def overdue(self) -> list[Job]:
        return [job for job in self.all if job.due_on < clock.today()]

    @property
    def this_week(self) -> list[Job]:
        return [job for job in self.all if clock.today() <= job.due_on <= _end_of_week()]

    @property
    def later(self) -> list[Job]:
        return [job for job in self.all if job.due_on > _end_of_week()]


def _end_of_week() -> date:
    today = clock.today()
    return today + timedelta(days=6 - today.weekday())


def jobs_of(user: Any) -> Jobs:
    """Steps that the user may take, open actions of the user's own, those to verify, support to agree,
    questions about letters, and changes of kinds of letter to agree to.

    Whoever leads a case has the actions of those who don't find them here. Seven queries, and where support,
    a question or a change waits for somebody a few for each school.
    """
    cards = TaskCard.objects.open().visible_to(user)
    steps = [
        Job(card.title, card.school, step_url(card), card.due_on)
        for card in cards.select_related("task", "school")
    ]
    mine = Action.objects.open().filter(owner=user)
    actions = mine.visible_to(user) | mine.of_la(user)
    agreed = [_job_of(action) for action in actions.select_related("school", "case")]
    agreed += [_job_for_lead(action) for action in _stranded(user)]
    verify = _verifying(user)
    answers = [_job_to_answer(row) for row in to_answer(user)]
    questions = [_job_of_question(row) for row in questions_to_answer(user)]
    changes = [_job_of_change(change, due) for change, due in changes_to_decide(user)]
    found = [*steps, *agreed, *verify, *answers, *questions, *changes]
    return Jobs(sorted(found, key=lambda job: (job.due_on, job.what)))


def _job_of(action: Action) -> Job:
    url = (
        f"{action.case.get_absolute_url()}#actions"
        if action.case
        else reverse("tasks:la_action", args=[action.pk])
    )
    note = f"Your action, agreed at: {action.origin}" if action.origin else "Your action"
    return Job(action.what, action.school, url, action.due_on, note, is_step=False)


def _stranded(user: Any) -> QuerySet[Action]:
    led = ConcernCase.objects.open().filter(lead=user)
    rows = Action.objects.stranded().visible_to(user).filter(case__in=led.values("pk"))
    return rows.select_related("school", "case", "owner")


def _job_for_lead(action: Action) -> Job:
    """Somebody else's action, of which the lead has to think."""
    name = "hand-over-action" if action.owner else "complete-action"
    url = reverse(f"cases:{name}", args=[action.case.reference, action.pk])  # type: ignore[union-attr]
    note = f"{action.owner_name} {action.why_stranded}"
    verb = "Give to somebody else" if action.owner else f"Ask {action.owner_name}"
    return Job(f"{verb}: {action.what}", action.school, url, action.due_on, note, is_step=False)


def _verifying(user: Any) -> list[Job]:
    """One action to verify as it is; several as one thing, with the list of them behind it."""
    actions = list(actions_to_verify(user))
    if len(actions) <= 1:
        return [_job_to_verify(action) for action in actions]
    first = min(action.done_on or clock.today() for action in actions)
    what = f"{capital(counted(len(actions), 'action'))} wait to be verified"
    url = f"{reverse('actions')}?whose=verify&state=to_verify"
    return [Job(what, None, url, first + VERIFIED_WITHIN, is_step=False, can_wait=True)]


def _job_to_verify(action: Action) -> Job:
    url = reverse("cases:verify-action", args=[action.case.reference, action.pk])  # type: ignore[union-attr]
    note = f"{action.owner_name} says that it is done"
    due = (action.done_on or clock.today()) + VERIFIED_WITHIN
    return Job(f"Verify: {action.what}", action.school, url, due, note, is_step=False, can_wait=True)


def _job_to_answer(row: Deployment) -> Job:
    ask = "Agree the change of support" if row.has_change else "Agree the support"
    note = f"{row.change_asked_by or row.asked_by} asked for it"
    what = f"{ask}, or say why not: {row.provider}"
    return Job(what, row.school, row.get_absolute_url(), answer_due(row), note, is_step=False)


def _job_of_question(question: LetterQuestion) -> Job:
    letter = question.letter
    url = reverse("letters:question", args=[letter.reference, question.pk])
    note = f"Asked on {day(question.asked_at)}, not answered yet"
    what = f"Answer {question.asked_by}’s question about {letter.reference}"
    return Job(what, letter.school, url, question.due_on or clock.today(), note, is_step=False)


def _job_of_change(change: KindChange, due: date) -> Job:
    url = reverse("letters:kind_change", args=[change.pk])
    note = f"{change.proposed_by} proposed it on {day(local_day(change.proposed_at))}"
    about = f"{change.of.name.lower()} from {plain_day(change.valid_from)}"
    what = f"Agree to the change of the {about}, or refuse it"
    return Job(what, None, url, due, note, is_step=False)


def step_url(card: TaskCard) -> str:
    """The page on which the step is taken."""
    return reverse("tasks:task", args=[card.task.process_id, card.task_id])


@dataclass(frozen=True)
class MeetingLine:
    """A meeting as lists show it: the text says how it will be, the flag what is wrong with it."""

    starts_at: datetime
    ends_at: datetime
    kind: str
    title: str
    url: str
    times: str
    replies: str
    flag: str
    school: School | None
    is_mine: bool

    @property
    def text(self) -> str:
        return f"{self.times} {self.replies}".strip()


def meetings_of(user: Any) -> list[MeetingLine]:
    """The meetings that the user is invited to or chairs, from today on, two weeks ahead: one query."""
    found = coming_meetings(user).filter(is_mine=True, starts_at__lt=clock.now() + MEETINGS_SEEN_AHEAD)
    return [meeting_line(meeting) for meeting in found]


def meetings_around(user: Any) -> list[MeetingLine]:
    """All meetings that the user may see, four weeks ahead: for people with few schools. One query."""
    found = coming_meetings(user).filter(starts_at__lt=clock.now() + 2 * MEETINGS_SEEN_AHEAD)
    return [meeting_line(meeting) for meeting in found]


def coming_meetings(user: Any) -> QuerySet[Any]:
    """Meetings from today on that the user may see, the next one first, with what was answered.

    ``is_mine``: the user is invited or chairs.
    """
    meetings = Meeting.objects.visible_to(user).exclude(status=Meeting.Status.CANCELLED)
    mine = Invitee.objects.filter(meeting=OuterRef("pk"), user=user)
    diocese = Q(invitees__required_as=Invitee.RequiredAs.DIOCESE)
    return (
        with_answers(meetings.filter(starts_at__date__gte=clock.today()))
        .select_related("type", "school__diocese", "la")
        .annotate(
            is_mine=ExpressionWrapper(Exists(mine) | Q(chair=user), output_field=BooleanField()),
            from_diocese=Count("invitees", filter=diocese, distinct=True),
        )
        .order_by("starts_at", "pk")
    )


def meeting_line(meeting: Any) -> MeetingLine:
    """The line of one meeting that comes from ``coming_meetings``."""
    times = f"{clock_time(meeting.starts_at)} to {clock_time(meeting.ends_at)}, {meeting.place}."
    if days_left(meeting.starts_at) in ("today", "tomorrow"):
        times = f"{capital(days_left(meeting.starts_at))}, {times}"
    return MeetingLine(
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        kind=str(meeting.type),
        title=f"{meeting.type}, {meeting.school or meeting.la}",
        url=meeting.get_absolute_url(),
        times=times,
        replies=_replies(meeting),
        flag=_what_is_wrong(meeting),
        school=meeting.school,
        is_mine=meeting.is_mine,
    )


def _replies(meeting: Any) -> str:
    if meeting.is_over:
        return ""
    if meeting.status == Meeting.Status.PLANNED:
        return "The invitations are not sent yet."
    return f"{capital(answers_in_words(meeting))}."


def _what_is_wrong(meeting: Any) -> str:
    diocese = meeting.school.diocese if meeting.school else None
    if diocese and meeting.type.requires_diocese and not meeting.from_diocese:
        return f"Nobody from the {diocese} is invited."
    if meeting.moves:
        return f"Moved {TIMES.get(meeting.moves, f'{number(meeting.moves)} times')}."
    return ""


def sentence_of_the_day(jobs: Jobs, meetings: Sequence[MeetingLine]) -> str:
    """One sentence or two that sum up the day: what is late, what is due, which meeting is next."""
    late, due = len(jobs.overdue), len(jobs.this_week)
    if late and due:
        words = f"{_things(jobs.overdue)} {_are(late)} overdue and {number(due)} {_are(due)} due this week."
    elif late:
        words = f"{_things(jobs.overdue)} {_are(late)} overdue, and nothing else is due this week."
    elif due:
        words = f"{_things(jobs.this_week)} {_are(due)} due this week; nothing is overdue."
    elif jobs.first:
        words = f"Nothing is due this week. Your next task is due on {day(jobs.first.due_on)}."
    else:
        words = "Nothing is waiting for you."
    words = capital(words)
    coming = [meeting for meeting in meetings if meeting.is_mine and meeting.ends_at > clock.now()]
    return f"{words} {_next_meeting(coming[0])}" if coming else words


def _things(jobs: list[Job]) -> str:
    return counted(len(jobs), "task")


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _next_meeting(meeting: MeetingLine) -> str:
    on = local_day(meeting.starts_at)
    ahead = days_left(on)
    when = ahead if ahead in ("today", "tomorrow") else f"on {day(on)}"
    about = f", about {meeting.school.name}" if meeting.school else ""
    return f"Your next meeting is {when} at {clock_time(meeting.starts_at)}{about}."


def week_of_term(user: Any) -> str:
    """Which week of which half-term it is where the user works: “fourth week of term 2”; or nothing."""
    today = clock.today()
    las = las_where(user, may=Perm.VIEW_SCHOOL)
    term = TermDates.objects.filter(la__in=las, first_day__lte=today, last_day__gte=today).first()
    if term is None:
        return ""
    monday = term.first_day - timedelta(days=term.first_day.weekday())
    week = (today - monday).days // 7
    return f"{ORDINALS[week]} week of term {term.half_term}" if week < len(ORDINALS) else ""
