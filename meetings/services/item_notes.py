"""What is written under one item while the meeting is held, perhaps by several people at once."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from concern_cases.models import Rag
from concern_cases.rules import worded
from meetings.choices import Part
from meetings.models import AgendaItem, Meeting, Paper, ProgressKind
from meetings.services.agenda import circle_of
from meetings.services.live import lock_live
from people.models import User
from record.errors import RuleError
from record.services import service

State = AgendaItem.State
LONGEST = 24 * 60  # minutes: an item takes less than a day


@dataclass(frozen=True)
class Said:
    """What stands under an item: the notes, the judgement, and why.

    Of an objective the judgement is ``rag``; of a school in a meeting of the authority the code of its
    ``progress``.
    """

    notes: str = ""
    rag: str = ""
    rag_reason: str = ""
    progress: str = ""

    @classmethod
    def under(cls, item: AgendaItem) -> "Said":
        progress = item.progress.code if item.progress else ""
        return cls(item.notes, item.rag, item.rag_reason, progress)

    @classmethod
    def typed(cls, notes: str, rag: str, rag_reason: str, progress: str) -> "Said":
        """As typed, without blanks at the end, and with the line ends that are stored."""
        return cls(_plain(notes), rag, _plain(rag_reason), progress)


class StaleItem(RuleError):
    """Somebody else saved the item in the meantime: ``theirs``, by ``who`` at ``when``, is ``version`` now.

    Nothing was written: one's own text is still with whoever sent it.
    """

    def __init__(self, item: AgendaItem) -> None:
        wrote = _last_writer(item)
        self.theirs, self.version = Said.under(item), item.version
        self.who, self.when = wrote
        super().__init__(f"{self.who} changed this item while you were writing: nothing was overwritten")


@service
def save_item(
    item: AgendaItem,
    *,
    version: int,
    notes: str,
    rag: str = "",
    rag_reason: str = "",
    progress: str = "",
    by: User,
) -> AgendaItem:
    """The item says what was typed, under a version one higher; the same text again changes nothing.

    ``version``: the one that the text was typed on. Refuses an older one (StaleItem, with what stands there
    now), (RuleError) what is neither red, amber nor green, a judgement of what is no objective, progress that
    is none or of an item about no school of its own, and what ``begin_meeting`` refuses.
    """
    lock_live(item.meeting)
    item.refresh_from_db()
    typed = Said.typed(notes, rag, rag_reason, progress)
    if typed == Said.under(item):
        return item
    if typed.rag and typed.rag not in Rag.values:
        raise RuleError("Choose red, amber or green", field="rag")
    if typed.rag and item.objective_id is None:
        raise RuleError("Only an objective of the plan is judged", field="rag")
    judged = _progress(item, typed.progress)
    if version != item.version:
        raise StaleItem(item)
    item.progress = judged
    item.notes, item.rag, item.rag_reason = typed.notes, typed.rag, typed.rag_reason
    item.version += 1
    item.save()
    return item


@service
def finish_item(item: AgendaItem, *, by: User) -> AgendaItem:
    """The item is dealt with.

    Refuses (RuleError) a judgement without a reason, and what ``begin_meeting`` refuses.
    """
    lock_live(item.meeting)
    item.refresh_from_db()
    check_reason(item)
    return _set_state(item, State.DONE)


@service
def put_off_item(item: AgendaItem, *, why: str, by: User) -> AgendaItem:
    """The item is left to the next meeting; why stands in its notes.

    Refuses (RuleError) an empty reason, an item that was judged or that decisions or actions stand under, and
    what ``begin_meeting`` refuses.
    """
    why = worded(why, "Say why it is put off", field="why")
    lock_live(item.meeting)
    item.refresh_from_db()
    if item.rag or item.progress_id:
        raise RuleError("Choose “Not judged” first: an item that is put off is not judged", field="rag")
    if item.decisions.exists() or item.draft_actions.exists():
        raise RuleError("Take its decisions and actions away first, or finish the item", field="why")
    item.notes = "\n".join(filter(None, [item.notes, f"Put off to the next meeting: {why}"]))
    item.version += 1
    return _set_state(item, State.PUT_OFF)


@service
def reopen_item(item: AgendaItem, *, by: User) -> AgendaItem:
    """The item is open again; what was written stays. Refuses what ``begin_meeting`` refuses."""
    lock_live(item.meeting)
    item.refresh_from_db()
    return _set_state(item, State.OPEN)


@service
def raise_item(meeting: Meeting, *, title: str, minutes: int = 5, by: User) -> AgendaItem:
    """There is one more item, raised in the meeting: the last of Part A.

    Refuses (RuleError) an empty title, a length that is no length, and what ``begin_meeting`` refuses.
    """
    title = worded(title, "Say what the item is about", field="title")
    if not 0 < minutes < LONGEST:
        raise RuleError("Give the time in minutes, for example 5", field="minutes")
    lock_live(meeting)
    last = meeting.items.filter(part=Part.A).aggregate(last=Max("order"))["last"] or 0
    for later in meeting.items.filter(order__gt=last):
        later.order += 1
        later.save()
    return AgendaItem.objects.create(
        meeting=meeting,
        school=meeting.school,
        circle=circle_of(Part.A, meeting),
        order=last + 1,
        title=title[:200],
        minutes=minutes,
    )


@service
def review_paper(paper: Paper, *, reviewed: bool, by: User) -> Paper:
    """It is known whether the paper was looked at in the meeting. Refuses what ``begin_meeting`` refuses."""
    lock_live(paper.item.meeting)
    paper.refresh_from_db()
    if paper.reviewed != reviewed:
        paper.reviewed = reviewed
        paper.save()
    return paper


def check_reason(item: AgendaItem) -> None:
    """Nothing, if a judgement made under the item says why; refuses (RuleError) one that doesn't.

    A school that a meeting of the authority has dealt with is judged; refuses one that was not.
    """
    if item.case_id and item.state != State.PUT_OFF and item.progress is None:
        raise RuleError(f"Say how {item.title} progresses, or put it off", field="progress")
    if item.progress and not item.rag_reason:
        raise RuleError(f"Say why the progress of {item.title} is judged so", field="rag_reason")
    if item.rag and not item.rag_reason:
        judged = item.get_rag_display().lower()
        raise RuleError(f"Say why “{item.title}” is judged {judged}, in a sentence", field="rag_reason")


def _progress(item: AgendaItem, code: str) -> ProgressKind | None:
    if not code:
        return None
    if item.case_id is None:
        raise RuleError("Only the progress of a school is judged", field="progress")
    found: ProgressKind | None = ProgressKind.objects.filter(code=code).first()
    if found is None:
        raise RuleError("Choose how it progresses", field="progress")
    return found


def _set_state(item: AgendaItem, state: str) -> AgendaItem:
    if item.state != state:
        item.state = state
        item.save()
    return item


def _last_writer(item: AgendaItem) -> tuple[str, datetime | None]:
    """Who wrote what stands there, and when: whoever first saved the version."""
    row = item.history.filter(version=item.version).order_by("history_date", "history_id").first()
    if row is None:
        return "Somebody", None
    return str(row.history_user or "Somebody"), row.history_date


def _plain(text: str) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").rstrip()
