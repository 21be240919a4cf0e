"""What minutes begin with: the record of the meeting in words, as Markdown, and what stands above it."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from concern_cases.models import Action
from concern_cases.rules import can_read
from concern_cases.services.reviews import last_rating
from meetings.attending import without_diocese
from meetings.choices import Part
from meetings.models import AgendaItem, Attendance, Decision, Meeting, Minutes
from meetings.services.restricted import restricted_items
from meetings.words import day_in_words, time_in_words
from people.models import User
from record.words import listed
from schools.permissions import Circle

SECTIONS = re.compile(r"^(?=# )", re.MULTILINE)
LINE_ENDS = re.compile(r"\s*\n\s*")


def suggested_text(meeting: Meeting) -> str:
    """Part A as the meeting was recorded: for everybody who may read the minutes, the school among them.

    Restricted items, and whatever the school may not read, are left out. Of a meeting of the authority every
    item has a section of its own with what was decided, so that each reader can have those that concern him.
    """
    if meeting.school_id is None:
        items = meeting.items.filter(part=Part.A).select_related("progress").order_by("order", "pk")
        return "\n\n".join(filter(None, [_whole_item(item, meeting) for item in items]))
    items = meeting.items.filter(part=Part.A, circle=Circle.SCHOOL)
    decisions = meeting.decisions.filter(Q(item=None) | Q(item__in=items))
    actions = _actions_of(meeting, decisions, items).filter(circle=Circle.SCHOOL)
    return _text(meeting, items, decisions, actions, readers=None)


def extract_for(minutes: Minutes, user: User) -> str:
    """The sections of minutes of the authority's meeting that the reader may have, as Markdown.

    Those of items that the reader sees, known by their headings, and of the amendments what stands under the
    same headings; whatever stands under another heading, or under none, is left out.
    """
    seen = {_heading(item) for item in minutes.meeting.items.visible_to(user)}
    parts = _sections(minutes.text, seen)
    for amendment in minutes.amendments.exclude(circulated_at=None):
        amended = _sections(amendment.text, seen)
        if amended:
            parts += [f"**Amendment {amendment.number}, {day_in_words(amendment.made_at)}**", *amended]
    return "\n\n".join(parts)


def _sections(text: str, headings: Collection[str]) -> list[str]:
    """The sections under these headings, each with its own."""
    sections = SECTIONS.split(text.replace("\r\n", "\n"))
    return [part.strip() for part in sections if part.partition("\n")[0].strip() in headings]


def suggested_part_b(meeting: Meeting, readers: Sequence[User]) -> str:
    """Part B as the restricted items were recorded, for these readers; empty if nothing was."""
    items = restricted_items(meeting)
    decisions = meeting.decisions.filter(item__in=items)
    return _text(meeting, items, decisions, _actions_of(meeting, decisions, items), readers=readers)


def head_of(meeting: Meeting) -> dict[str, Any]:
    """What stands above the text of the minutes, in words that no later change reaches."""
    rows = meeting.attendance.select_related("invitee__user")
    order, begins = list(Attendance.Presence), time_in_words(meeting.starts_at)
    accepted = sorted({row.meeting.starts_at for row in _accepted_at(meeting)})
    return {
        "kind": meeting.type.name,
        "about": str(meeting.school or meeting.la),
        "when": f"{day_in_words(meeting.starts_at)}, {begins} to {time_in_words(meeting.ends_at)}",
        "place": meeting.place,
        "chair": meeting.chair.formal_name,
        "case": meeting.case.reference if meeting.case else "",
        "without_diocese": without_diocese(meeting),
        "last_minutes": listed([day_in_words(at) for at in accepted]) if accepted else "",
        "attendance": [
            {
                "name": _formal(row),
                "part": row.invitee.get_required_as_display() if row.invitee else "",
                "presence": row.get_presence_display(),
                "note": row.note,
            }
            for row in sorted(rows, key=lambda row: order.index(row.presence))  # type: ignore[arg-type]
        ],
    }


def attendance_in_words(meeting: Meeting) -> list[tuple[str, str]]:
    """Present, apologies, did not come: each with the names, where there are any."""
    rows = list(meeting.attendance.select_related("invitee__user"))
    found = []
    for presence in Attendance.Presence:
        names = [_formal(row) for row in rows if row.presence == presence]
        if names:
            found.append((presence.label, listed(names)))
    return found


def _accepted_at(meeting: Meeting) -> Any:
    return meeting.minutes_accepted.filter(part=Part.A).select_related("meeting")


def _text(
    meeting: Meeting,
    items: Iterable[AgendaItem],
    decisions: QuerySet[Decision],
    actions: QuerySet[Action],
    *,
    readers: Sequence[User] | None,
) -> str:
    parts = [_item(item, meeting, readers) for item in items]
    rows = [
        (f"{decision.code}{f' (item {decision.item.order})' if decision.item else ''}", decision.reason)
        for decision in decisions.select_related("code", "item")
    ]
    parts.append(_table("Decisions", ("Decision", "Why"), rows))
    agreed = [
        (action.what, action.owner_name, day_in_words(action.due_on), action.measure) for action in actions
    ]
    parts.append(_table("Actions", ("What", "Who", "By when", "We shall know from"), agreed))
    return "\n\n".join(part for part in parts if part)


def _heading(item: AgendaItem) -> str:
    return f"# {item.order}. {item.title}"


def _whole_item(item: AgendaItem, meeting: Meeting) -> str:
    """The item with its progress, notes, decisions and actions; empty when nothing was recorded."""
    lines = [f"**{item.progress}.** {item.rag_reason}" if item.progress else "", item.notes.strip()]
    lines += [f"Decided: {row.code}. {row.reason}" for row in item.decisions.select_related("code")]
    lines += [
        f"Action: {row.what.rstrip('.')}. {row.owner_name}, by {day_in_words(row.due_on)}."
        for row in item.draft_actions.all()
    ]
    if item.state == AgendaItem.State.PUT_OFF:
        lines.append("Put off to the next meeting.")
    said = [line for line in lines if line]
    return "\n\n".join([_heading(item), *said]) if said else ""


def _item(item: AgendaItem, meeting: Meeting, readers: Sequence[User] | None) -> str:
    """The item with everything that was recorded under it; empty when nothing was."""
    lines = [_judgement(item, meeting), item.notes.strip(), _evidence(item, readers)]
    if item.state == AgendaItem.State.PUT_OFF:
        lines.append("Put off to the next meeting.")
    said = [line for line in lines if line]
    return "\n\n".join([_heading(item), *said]) if said else ""


def _judgement(item: AgendaItem, meeting: Meeting) -> str:
    """Red, amber or green, what it was the last time, and why."""
    if not item.rag:
        return ""
    words = f"**{item.get_rag_display()} now"
    before = (
        last_rating(item.objective, before=timezone.localdate(meeting.starts_at)) if item.objective else None
    )
    if before:
        words += f", {before.get_rag_display().lower()} last time** ({day_in_words(before.on)})"
    else:
        words += "**, not judged before"
    return f"{words}. {item.rag_reason}".strip()


def _evidence(item: AgendaItem, readers: Sequence[User] | None) -> str:
    """The papers that were looked at, as far as every reader may know of them."""
    papers = item.papers.filter(reviewed=True).select_related("file__evidence__case__school")
    known = [paper for paper in papers if _is_for_all(paper, readers)]
    names = [f"{paper.file.evidence.source} ({paper.file.name})" for paper in known]
    return f"Evidence looked at: {'; '.join(names)}." if names else ""


def _is_for_all(paper: Any, readers: Sequence[User] | None) -> bool:
    evidence = paper.file.evidence
    if readers is None:
        return bool(evidence.circle == Circle.SCHOOL)
    school, named = evidence.case.school, list(evidence.named.all())
    return all(can_read(reader, evidence.circle, named, school=school) for reader in readers)


def _actions_of(meeting: Meeting, decisions: Any, items: Any) -> QuerySet[Action]:
    """What was agreed with these decisions or under these items; nothing of a decision left out here."""
    others = meeting.decisions.exclude(pk__in=decisions.values("pk"))
    from_decisions = Q(decisions__in=decisions.values("pk"))
    from_items = Q(drafted_as__item__in=[item.pk for item in items])
    found = Action.objects.filter(from_decisions | from_items)
    found = found.exclude(decisions__in=others.values("pk"))
    return Action.objects.filter(pk__in=found.values("pk"))


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    lines = [heads, ["---"] * len(heads), *rows]
    table = "\n".join("| " + " | ".join(_cell(text) for text in line) + " |" for line in lines)
    return f"# {title}\n\n{table}"


def _cell(text: str) -> str:
    return LINE_ENDS.sub(" ", str(text).strip()).replace("|", "\\|")


def _formal(row: Attendance) -> str:
    user = row.invitee.user if row.invitee else None
    return user.formal_name if user else row.name
