"""The rows of an objective, as they are typed: actions and milestones."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.forms import BaseFormSet, formset_factory

from concern_cases.services.plan_writing import StepWords

MOST_STEPS = 60
TYPED = ("what", "who", "due_on", "resources")


class OneLine(forms.CharField):
    """Words of one line, in a box that grows with them: a line that was broken in the box is one again."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 1, "data-label": "plain"}), **facts)

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split())


class StepRow(forms.Form):
    """One step; a row in which nothing is typed is none."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    what = OneLine(label="What", max_length=300, error_messages={"required": "Say what will be done"})
    who = OneLine(label="Who", required=False, max_length=150)
    due_on = forms.DateField(
        label="By when",
        widget=forms.DateInput(attrs={"data-bare": True, "data-label": "plain"}),
        error_messages={"required": "Say by when"},
    )

    def has_changed(self) -> bool:
        """Its key alone says nothing."""
        return any(self.data.get(self.add_prefix(name), "").strip() for name in TYPED)


class ActionRow(StepRow):
    resources = OneLine(label="With what", required=False, max_length=300)
    field_order = [*TYPED, "DELETE"]


class StepRows(BaseFormSet):
    """Rows of one kind: what they are called, and what the page says above them."""

    item_name: str
    title: str
    hint: str

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

    def steps(self, now: Iterable[StepWords] | None = None) -> list[StepWords]:
        """What the rows say. With ``now`` a row that can't be kept yet says what it said before."""
        known = {step.key: step for step in now or ()}
        found = []
        for _, form in self.kept():
            cleaned = getattr(form, "cleaned_data", {})
            if form.errors:
                before = known.get(cleaned["key"]) if "key" in cleaned else None
                found += [before] if before else []
            elif cleaned.get("what"):
                names = [name for name in ("key", *TYPED) if name in form.fields]
                found.append(StepWords(**{name: cleaned[name] for name in names}))
        return found


class ActionSteps(StepRows):
    item_name = "Action"
    title = "Actions"
    hint = "What will be done, by whom, by when (29/1/2027), with how many days, what money, which people."


class MilestoneSteps(StepRows):
    item_name = "Milestone"
    title = "Milestones"
    hint = "How far it is to be on the way, and by when (29/1/2027)."


def _kind(row: type[StepRow], rows: type[StepRows]) -> Any:
    return formset_factory(row, formset=rows, extra=1, max_num=MOST_STEPS, can_delete=True)


# The rows of an objective, by the name that they have in Words, in the order of the page.
ROWS: dict[str, Any] = {
    "actions": _kind(ActionRow, ActionSteps),
    "milestones": _kind(StepRow, MilestoneSteps),
}


def empty_rows() -> dict[str, Any]:
    """A formset of each kind, from whose empty row a page makes more of them, for every objective on it.

    The page puts what the names of an objective's fields begin with in place of ``__part__``.
    """
    return {kind: rows(prefix=f"__part__{kind}") for kind, rows in ROWS.items()}


def rows_of(kind: Any, data: Any, prefix: str, steps: Iterable[StepWords]) -> Any:
    """The formset of the kind with these steps, in the order of their days, and with what was sent."""
    in_time = sorted(steps, key=lambda step: (step.due_on, step.what))
    first = [{"key": step.key, **{name: getattr(step, name) for name in TYPED}} for step in in_time]
    return kind(data, prefix=prefix, initial=first)
