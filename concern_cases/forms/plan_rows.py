"""The rows of an objective, as they are typed: success criteria, actions and milestones."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.forms import BaseFormSet, formset_factory

from concern_cases.services.plan_words import CriterionWords, StepWords

MOST_ROWS = 60


class OneLine(forms.CharField):
    """Words of one line, in a box that grows with them: a line that was broken in the box is one again."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 1, "data-label": "plain"}), **facts)

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split())


def _day(**facts: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"data-bare": True, "data-label": "plain"})
    return forms.DateField(label="By when", widget=widget, **facts)


class Row(forms.Form):
    """One of them; a row in which nothing is typed is none. ``day``: the field of its day."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    day: str

    def typed(self) -> list[str]:
        """The fields that somebody types in."""
        return [name for name in self.fields if name not in ("key", "DELETE")]

    def has_changed(self) -> bool:
        """Its key alone says nothing."""
        return any(self.data.get(self.add_prefix(name), "").strip() for name in self.typed())


class CriterionRow(Row):
    day = "by"

    what = OneLine(
        label="What is measured", max_length=300, error_messages={"required": "Say what is measured"}
    )
    baseline = OneLine(label="From", required=False, max_length=300)
    target = OneLine(label="To", required=False, max_length=300)
    by = _day(required=False)
    source = OneLine(label="Seen from", required=False, max_length=300)


class StepRow(Row):
    day = "due_on"

    what = OneLine(label="What", max_length=300, error_messages={"required": "Say what will be done"})
    who = OneLine(label="Who", required=False, max_length=150)
    due_on = _day(error_messages={"required": "Say by when"})


class ActionRow(StepRow):
    resources = OneLine(label="With what", required=False, max_length=300)


class Rows(BaseFormSet):
    """Rows of one kind: what they are called, and what the page says above them.

    ``noun``: as in counts, with its plural if that is not regular. ``named``: what a summary of errors says
    first. ``moves``: whether people put them in order.
    """

    item_name: str
    noun: str
    named = ""
    title: str
    hint: str
    says: type[Any] = StepWords
    moves = False

    @staticmethod
    def in_order(words: Iterable[Any]) -> list[Any]:
        """In the order of their days."""
        return sorted(words, key=lambda step: (step.due_on, step.what))

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["key"].initial = form.initial.get("key") or uuid4
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Take away"
            form.fields["DELETE"].widget = forms.CheckboxInput(attrs={"data-small": True})

    def kept(self) -> list[tuple[int, Any]]:
        """The rows that are not taken away, each with its number on the page."""
        rows = enumerate(self.forms, start=1)
        return [(place, row) for place, row in rows if not getattr(row, "cleaned_data", {}).get("DELETE")]

    def words(self, now: Iterable[Any] | None = None) -> list[Any]:
        """What the rows say. With ``now`` a row that can't be kept yet says what it said before."""
        known = {row.key: row for row in now or ()}
        found = []
        for _, form in self.kept():
            cleaned = getattr(form, "cleaned_data", {})
            if form.errors:
                before = known.get(cleaned["key"]) if "key" in cleaned else None
                found += [before] if before else []
            elif cleaned.get("what"):
                found.append(self.says(**{name: cleaned[name] for name in ("key", *form.typed())}))
        return found


class CriterionRows(Rows):
    item_name = "Criterion"
    noun = "success criterion,success criteria"
    title = "How it will be known"
    hint = (
        "What is measured, from where to where, and what it is seen from. For example: share of Year 6 on "
        "track, from 45 % (9 of 20) to 65 % (13 of 20), seen from the tracker. Without a day it is by that "
        "of the objective. The first one leads: the plan on a page draws it."
    )
    says = CriterionWords
    moves = True

    @staticmethod
    def in_order(words: Iterable[Any]) -> list[Any]:
        return list(words)


class ActionRows(Rows):
    item_name = "Action"
    noun = "action"
    title = "Actions"
    hint = "What will be done, by whom, by when (29/1/2027), with how many days, what money, which people."


class MilestoneRows(Rows):
    item_name = "Milestone"
    noun = "milestone"
    title = "Milestones"
    hint = "How far it is to be on the way, and by when (29/1/2027)."


def _kind(row: type[Row], rows: type[Rows]) -> Any:
    return formset_factory(row, formset=rows, extra=1, max_num=MOST_ROWS, can_delete=True)


# The rows of an objective, by the name that they have in Words, in the order of the page.
ROWS: dict[str, Any] = {
    "criteria": _kind(CriterionRow, CriterionRows),
    "actions": _kind(ActionRow, ActionRows),
    "milestones": _kind(StepRow, MilestoneRows),
}


def empty_rows() -> dict[str, Any]:
    """A formset of each kind, from whose empty row a page makes more of them, for every objective on it.

    The page puts what the names of an objective's fields begin with in place of ``__part__``.
    """
    return {kind: rows(prefix=f"__part__{kind}") for kind, rows in ROWS.items()}


def rows_of(kind: Any, data: Any, prefix: str, words: Iterable[Any]) -> Any:
    """The formset of the kind with what stands there, in its order, and with what was sent."""
    first = [vars(row) for row in kind.in_order(words)]
    return kind(data, prefix=prefix, initial=first)
