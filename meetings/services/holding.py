"""The end of a meeting: what was said, judged, decided and agreed in it takes effect, all at once."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from concern_cases.case_lines import lines_of
from concern_cases.events import record_event
from concern_cases.models import Review
from concern_cases.services.actions import agree_action
from concern_cases.services.reviews import hold_review, rate_objective
from meetings import events
from meetings.attending import without_diocese
from meetings.choices import Fill, Part
from meetings.models import AgendaItem, Attendance, Decision, DraftAction, Invitee, ItemRating, Meeting
from meetings.reference import STRATEGY_MEETING
from meetings.rights import people_who_may
from meetings.services.attending import check_attendance, missing_people, set_presence
from meetings.services.deciding import (
    ActionFacts,
    DecisionFacts,
    case_of,
    draft_action,
    open_decisions,
    record_decision,
)
from meetings.services.item_notes import check_reason, finish_item, raise_item, save_item
from meetings.services.live import day_of, is_late, lock_live
from meetings.services.telling import tell_meeting
from meetings.words import day_in_words
from people import access
from people.models import User
from record import clock
from record.errors import RuleError
from record.services import service
from record.words import listed
from schools.permissions import Circle, Perm

__all__ = ["ActionFacts", "DecisionFacts", "end_meeting", "missing_people", "record_meeting"]

State = AgendaItem.State


@service
def end_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """The meeting is held: its judgements are on record, its actions agreed, the review that it holds held.

    Refuses (RuleError) open items, naming them; a judgement without a reason; somebody whose attendance isn't
    known; a meeting of nobody; one without any decision ("continue as planned" is one); what ``agree_action``
    and ``begin_meeting`` refuse. A restricted item on which nothing was written is put off when ``by`` can't
    finish it.
    """
    lock_live(meeting)
    _leave_restricted(meeting, by=by)
    items = list(meeting.items.prefetch_related("draft_actions", "decisions", "named"))
    _check_items(items, by=by)
    check_attendance(meeting)
    if not meeting.decisions.exists():
        raise RuleError("Record at least one decision; “Continue as planned” is one", field="decisions")
    for item in items:
        _write_rating(meeting, item, by=by)
        for draft in item.draft_actions.all():
            _agree(meeting, item, draft, by=by)
    meeting.status, meeting.held_at = Meeting.Status.HELD, clock.now()
    meeting.entered_late = meeting.entered_late or is_late(meeting)
    meeting.save()
    _tell(meeting, items)
    if _review_of(meeting):
        _hold_review(meeting, by=by)
    return meeting


@service
def record_meeting(
    meeting: Meeting,
    *,
    attendance: Mapping[Invitee, str],
    notes: Mapping[AgendaItem, str] | None = None,
    decisions: Sequence[DecisionFacts],
    by: User,
) -> Meeting:
    """The meeting is held, with who came, the notes, the decisions and their actions: from paper, in one go.

    Every item counts as dealt with. Refuses what ``end_meeting`` and the services of each fact refuse.
    """
    lock_live(meeting)
    for invitee, presence in attendance.items():
        set_presence(meeting, invitee=invitee, presence=presence, by=by)
    check_attendance(meeting)
    for item, text in (notes or {}).items():
        save_item(item, version=item.version, notes=text, rag=item.rag, rag_reason=item.rag_reason, by=by)
    place = _place_of_decisions(meeting, by=by)
    for facts in decisions:
        decision = record_decision(
            place,
            code=facts.code,
            reason=facts.reason,
            cadence=facts.cadence,
            category=facts.category,
            by=by,
        )
        for action in facts.actions:
            draft_action(place, action, decision=decision, by=by)
    for item in meeting.items.filter(state=State.OPEN):
        finish_item(item, by=by)
    return end_meeting(meeting, by=by)


def _place_of_decisions(meeting: Meeting, *, by: User) -> AgendaItem:
    """The item that decisions of the whole meeting stand under."""
    items = meeting.items.filter(part=Part.A)
    place = items.filter(fill=Fill.DECISIONS).first() or items.last()
    return place or raise_item(meeting, title="Decisions", by=by)


def _leave_restricted(meeting: Meeting, *, by: User) -> None:
    """Restricted items that nothing was written on don't keep open a meeting for somebody who isn't named.

    So do those that were begun, when nobody named may record the meeting any more.
    """
    recording = people_who_may(Perm.RECORD_MEETING, meeting)
    for item in meeting.items.filter(part=Part.B, state=State.OPEN).exclude(named=by):
        begun = item.notes or item.decisions.exists() or item.draft_actions.exists()
        somebody_can = recording.filter(pk__in=item.named.values("pk")).exists()
        if not begun or not somebody_can:
            item.state = State.PUT_OFF
            item.save()


def _check_items(items: Iterable[AgendaItem], *, by: User) -> None:
    still_open = [item for item in items if item.state == State.OPEN]
    hidden = [item for item in still_open if item.part == Part.B and by not in item.named.all()]
    named = [f"{item.order}. {item.title}" for item in still_open if item not in hidden]
    if named:
        raise RuleError(
            f"It cannot be closed with undecided items: {listed(named)}. Finish each of them or put it off",
            field="items",
        )
    if hidden:
        who = listed(sorted({str(user) for item in hidden for user in item.named.all()}))
        raise RuleError(f"It cannot be closed yet: ask {who} to finish the restricted part", field="items")
    for item in items:
        check_reason(item)


def _review_of(meeting: Meeting) -> Review | None:
    """The review that the meeting holds, unless it was held by itself meanwhile."""
    review = meeting.holds_review
    return review if review and review.status == Review.Status.OPEN else None


def _write_rating(meeting: Meeting, item: AgendaItem, *, by: User) -> None:
    if not item.rag or item.objective is None:
        return
    review = _review_of(meeting)
    rating = rate_objective(
        item.objective,
        rag=item.rag,
        reason=item.rag_reason,
        on=day_of(meeting),
        review=review if review and review.plan_id == item.objective.plan_id else None,
        by=by,
    )
    # Two items about one objective correct the one judgement of the review; it stands under the first.
    ItemRating.objects.get_or_create(rating=rating, defaults={"item": item})


def _agree(meeting: Meeting, item: AgendaItem, draft: DraftAction, *, by: User) -> None:
    """The action is agreed, in the item's circle, and follows from the item's decision where there is one."""
    draft.action = agree_action(
        case=case_of(item),
        la=meeting.la,
        what=draft.what,
        due_on=draft.due_on,
        measure=draft.measure,
        owner=draft.owner,
        owner_name=draft.owner_name,
        circle=item.circle,
        named=_still_seeing(meeting, item),
        origin=f"{meeting.type} of {day_in_words(meeting.starts_at)}",
        rule=draft.rule,
        entered_late=is_late(meeting),
        by=_author(item, draft, otherwise=by),
    )
    draft.save()
    decision = draft.decision or item.decisions.first()
    if decision:
        decision.actions.add(draft.action)


def _still_seeing(meeting: Meeting, item: AgendaItem) -> list[User]:
    if item.circle != Circle.NAMED or meeting.school is None:
        return []
    return list(access.users_where(Perm.VIEW_CASE, meeting.school).filter(pk__in=item.named.values("pk")))


def _author(item: AgendaItem, draft: DraftAction, *, otherwise: User) -> User:
    """Who agrees it: whoever ends the meeting, but in a restricted item only somebody named reads on."""
    if item.circle != Circle.NAMED or otherwise in item.named.all():
        return otherwise
    author: User | None = draft.history.earliest("history_date", "history_id").history_user
    return author or otherwise


def _tell(meeting: Meeting, items: Iterable[AgendaItem]) -> None:
    present = meeting.attendance.filter(presence=Attendance.Presence.PRESENT)
    tell_meeting(
        events.CONFERENCE_HELD,
        meeting,
        when=day_in_words(day_of(meeting)),
        present=listed([row.name for row in present]),
        missing=listed([invitee.name for invitee in missing_people(meeting)]),
        without_diocese=without_diocese(meeting),
        decisions=_in_words(open_decisions(meeting)),
        entered_on=clock.today() if is_late(meeting) else None,
    )
    for item in items:
        if item.case and item.school:
            _tell_school(meeting, item)
            if item.state == State.DONE and meeting.type.code == STRATEGY_MEETING:
                _take_up(item)
        if meeting.school and item.part == Part.B and item.decisions.exists():
            record_event(
                events.RESTRICTED_DECIDED,
                school=meeting.school,
                case=meeting.case,
                circle=Circle.NAMED,
                audience=item.named.all(),
                meeting=meeting.pk,
                when=day_in_words(day_of(meeting)),
                item=item.title,
                decisions=_in_words(item.decisions.select_related("code")),
            )


def _take_up(item: AgendaItem) -> None:
    """What conferences referred to the strategy meeting about the school was taken up there.

    Also what they referred before the case went on at this school.
    """
    if item.case is None:
        return
    line = lines_of([item.case])[item.case.pk].cases
    of_line = Q(meeting__case__in=line) | Q(item__case__in=line)
    referred = Decision.objects.awaiting_strategy().filter(of_line)
    for decision in referred:
        decision.carried_out_at = clock.now()
        decision.save()


def _tell_school(meeting: Meeting, item: AgendaItem) -> None:
    """What a meeting of the authority said of one school, in the timeline of its case."""
    record_event(
        events.TALKED_ABOUT,
        school=item.school,  # type: ignore[arg-type]
        case=item.case,
        circle=item.circle,
        meeting=meeting.pk,
        type=str(meeting.type),
        when=day_in_words(day_of(meeting)),
        progress=str(item.progress or ""),
        why=item.rag_reason,
        decisions=_in_words(item.decisions.select_related("code")),
    )


def _hold_review(meeting: Meeting, *, by: User) -> None:
    review = _review_of(meeting)
    judged = ItemRating.objects.filter(item__meeting=meeting).select_related("item", "rating")
    colours = [f"{row.item.title}: {row.rating.get_rag_display().lower()}" for row in judged]
    outcome = [
        f"Held by the case conference of {day_in_words(day_of(meeting))}.",
        f"Judged: {'; '.join(colours)}." if colours else "No objective was judged.",
        f"Decided: {_in_words(open_decisions(meeting))}." if open_decisions(meeting) else "",
    ]
    if review:
        hold_review(review, on=day_of(meeting), outcome=" ".join(filter(None, outcome)), by=by)


def _in_words(decisions: Iterable[Decision]) -> str:
    """Decisions inside a sentence, which ends with a full stop of its own."""
    return "; ".join(f"{decision.code}: {decision.reason.rstrip('.')}" for decision in decisions)
