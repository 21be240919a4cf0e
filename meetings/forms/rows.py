"""Lists that are put in order: a number in every row, and a button up and down that needs no script."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms


class RowsForm(forms.Form):
    """A place for each row (``place_<key>``); ``order()`` gives the keys as they are to follow each other.

    Up and down are buttons of the name ``move`` with the value ``up:<key>`` or ``down:<key>``; what was typed
    in the other fields is taken with them.
    """

    def __init__(self, *args: Any, keys: Sequence[int], names: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = list(keys)
        for place, key in enumerate(self.keys, start=1):
            self.fields[f"place_{key}"] = number_field(
                f"Place of {names[key]}", initial=place, least=1, most=max(len(self.keys), 1)
            )

    def order(self) -> list[int]:
        """A row whose number was changed stands where it says, and the others make way."""
        before = {key: place for place, key in enumerate(self.keys, start=1)}

        def rank(key: int) -> tuple[int, int]:
            typed = self.cleaned_data[f"place_{key}"]
            return typed, (typed > before[key]) - (typed < before[key])

        keys = sorted(self.keys, key=rank)
        way, _, moved = self.data.get("move", "").partition(":")
        if moved.isdigit() and int(moved) in keys:
            at = keys.index(int(moved))
            to = at - 1 if way == "up" else at + 1
            if 0 <= to < len(keys):
                keys[at], keys[to] = keys[to], keys[at]
        return keys

    def whole(self, name: str) -> dict[int, int]:
        """The numbers of one column, by the rows' keys."""
        return {key: self.cleaned_data[f"{name}_{key}"] for key in self.keys}


def number_field(label: str, *, initial: int, least: int, most: int) -> forms.IntegerField:
    """A small number in a table, labelled for those who can't see the column's head."""
    widget = forms.NumberInput(attrs={"data-label": "hidden", "data-width": 3})
    return forms.IntegerField(label=label, initial=initial, min_value=least, max_value=most, widget=widget)
