"""What the buttons of an item's page do. All of them save the text first."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from concern_cases.services.once import SentTwice, once
from meetings.live.agenda import Row, agenda, items_of
from meetings.live.forms import RuleForm
from meetings.live.page import Forms
from meetings.live.room import room_of
from meetings.models import AgendaItem
from meetings.services.deciding import (
    change_draft,
    draft_action,
    record_decision,
    remove_decision,
    remove_draft,
)
from meetings.services.item_notes import (
    Said,
    StaleItem,
    finish_item,
    put_off_item,
    reopen_item,
    review_paper,
    save_item,
)
from people.guards import person
from people.models import User
from record.errors import AlreadyDone, RuleError


@dataclass
class Sent:
    """The page of one item as somebody sent it, and the row that the button named, if it named one."""

    request: HttpRequest
    item: AgendaItem
    forms: Forms
    number: str = ""

    @property
    def by(self) -> User:
        return person(self.request)

    def row_of(self, rows: Any) -> Any:
        """The row that the button named; None when it is gone."""
        return rows.filter(pk=self.number).first() if self.number.isdigit() else None

    def here(self, added: str = "") -> str:
        """This page again, at the part that was added to."""
        query = [f"added={added}"] if added else []
        query += ["alone=1"] if self.request.GET.get("alone") else []
        address = reverse("meetings:hold_item", args=[self.item.meeting_id, self.item.pk])
        return f"{address}{'?' if query else ''}{'&'.join(query)}{f'#{added}' if added else ''}"


def carry_out(request: HttpRequest, item: AgendaItem, forms: Forms) -> str | None:
    """The address that follows, or None: the forms then say what is to be put right, or keep what was typed.

    Refuses a text typed on an older version (StaleItem) before the button does anything, and a meeting that
    is over (AlreadyDone).
    """
    button, _, number = request.POST.get("do", "save").partition(":")
    sent = Sent(request, item, forms, number)
    if not all([forms.item.is_valid(), forms.decision.is_valid(), forms.action.is_valid()]):
        return None
    if button == "together":
        forms.item.put_together(item)
        return None
    act = BUTTONS.get(button, save)
    try:
        typed = {**asdict(Said.under(item)), **forms.item.said()}
        save_item(item, **typed, by=sent.by)
        forms.item.set_version(item.version)
        return act(sent)
    except SentTwice:
        return sent.here()
    except StaleItem as stale:
        forms.item.set_version(stale.version)
        raise
    except AlreadyDone:
        raise
    except RuleError as error:
        _form_of(act, forms).show(error)
        return None


def save(sent: Sent) -> str | None:
    """The text alone; what was typed and not added stays in its fields."""
    return None if sent.forms.half_typed() else sent.here()


def go_on(sent: Sent) -> str:
    """The item is done, if it was open, and the next one comes; after the last, the end."""
    sent.forms.refuse_half_typed()
    if sent.item.state == AgendaItem.State.OPEN:
        finish_item(sent.item, by=sent.by)
    rows, place = _place(sent)
    if place is None or place + 1 == len(rows):
        end = reverse("meetings:hold_end", args=[sent.item.meeting_id])
        return f"{end}?alone=1" if rows and rows[0].alone else end
    return rows[place + 1].url


def go_back(sent: Sent) -> str:
    """The item before this one; this one stays as it is."""
    sent.forms.refuse_half_typed()
    rows, place = _place(sent)
    return rows[place - 1].url if place else sent.here()


def decide(sent: Sent) -> str:
    with once(_key(sent, "decide"), by=sent.by):
        record_decision(sent.item, **sent.forms.decision.facts(), by=sent.by)
    return sent.here("decision")


def agree(sent: Sent) -> str:
    """A new action, or a change of one spoken of before."""
    cleaned = sent.forms.action.cleaned_data
    draft = sent.item.draft_actions.filter(pk=cleaned["draft"]).first() if cleaned["draft"] else None
    with once(_key(sent, "agree"), by=sent.by):
        if draft:
            change_draft(draft, sent.forms.action.facts(), by=sent.by)
        else:
            decision = cleaned.get("decision")
            draft_action(sent.item, sent.forms.action.facts(), decision=decision, by=sent.by)
    return sent.here("action")


def take_decision_away(sent: Sent) -> str:
    if decision := sent.row_of(sent.item.decisions):
        remove_decision(decision, by=sent.by)
    return sent.here()


def take_action_away(sent: Sent) -> str:
    if draft := sent.row_of(sent.item.draft_actions):
        remove_draft(draft, by=sent.by)
    return sent.here()


def looked_at(sent: Sent) -> str:
    """The paper was looked at, or was not after all."""
    if paper := sent.row_of(sent.item.papers):
        review_paper(paper, reviewed=not paper.reviewed, by=sent.by)
    return sent.here()


def put_off(sent: Sent) -> str:
    sent.forms.refuse_half_typed()
    put_off_item(sent.item, why=sent.forms.item.cleaned_data["why"], by=sent.by)
    return go_on(sent)


def reopen(sent: Sent) -> str:
    reopen_item(sent.item, by=sent.by)
    return sent.here()


BUTTONS: dict[str, Callable[[Sent], str | None]] = {
    "save": save,
    "next": go_on,
    "back": go_back,
    "decide": decide,
    "act": agree,
    "remove_decision": take_decision_away,
    "remove_action": take_action_away,
    "looked_at": looked_at,
    "put_off": put_off,
    "reopen": reopen,
}


def _form_of(act: Callable[[Sent], str | None], forms: Forms) -> RuleForm:
    """Where a rule that the button ran into is shown."""
    if act is decide:
        return forms.decision
    return forms.action if act is agree else forms.item


def _key(sent: Sent, what: str) -> str:
    return f"{sent.forms.item.cleaned_data['form_key']}:{what}"


def _place(sent: Sent) -> tuple[list[Row], int | None]:
    alone = bool(sent.request.GET.get("alone")) and sent.item.meeting.school_id is None
    room = room_of(sent.item.meeting, sent.by, alone=alone)
    shown, _ = items_of(sent.item.meeting, room)
    rows = agenda(sent.item.meeting, shown, sent.item, alone=room.stays_alone)
    return rows, next((number for number, row in enumerate(rows) if row.is_now), None)
