"""Where each success criterion of an objective is: asked wherever the objective is judged, for each alike.

Nothing need be said of a criterion: the plan then says that it is not said, or what was said before.
"""

from collections.abc import Mapping
from typing import Any

from django import forms

from concern_cases.models import CriterionReading, ObjectiveRating, ObjectiveText, SuccessCriterion
from concern_cases.services.reviews import Reading, Readings

NOW_HINT = "With how many stand behind a percentage, for example 45 % (9 of 20)."


def reading_fields(text: ObjectiveText) -> dict[str, forms.Field]:
    """Two fields a criterion, by names that no other criterion of the plan has."""
    fields: dict[str, forms.Field] = {}
    for row in text.criteria.all():
        fields[f"now_{row.key.hex}"] = forms.CharField(
            label=f"“{row.what.rstrip('.')}”: where is it now? (optional)",
            help_text=_hint(row),
            max_length=150,
            required=False,
            error_messages={"max_length": "Say where it is in at most 150 characters"},
        )
        fields[f"met_{row.key.hex}"] = forms.ChoiceField(
            label=f"“{row.what.rstrip('.')}”: is it met? (optional)",
            choices=CriterionReading.Met.choices,
            required=False,
            widget=forms.Select(attrs={"data-label": "s"}),
        )
    return fields


def readings_in(text: ObjectiveText, cleaned: Mapping[str, Any]) -> Readings:
    """What was said in these fields."""
    return {
        row.key: Reading(
            now=cleaned.get(f"now_{row.key.hex}") or "", met=cleaned.get(f"met_{row.key.hex}") or ""
        )
        for row in text.criteria.all()
    }


def first_readings(rating: ObjectiveRating) -> dict[str, str]:
    """The fields as the judgement says."""
    said = rating.said.items()
    return {f"{name}_{key.hex}": getattr(row, name) for key, row in said for name in ("now", "met")}


def _hint(row: SuccessCriterion) -> str:
    """What the answer is about: its way."""
    way = " ".join(filter(None, [row.baseline and f"from {row.baseline}", row.target and f"to {row.target}"]))
    return f"{way[:1].upper()}{way[1:]}. {NOW_HINT}" if way else NOW_HINT
