"""The objectives of a draft as parts of one page on which all of them are written."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from concern_cases.forms.plan_rows import ROWS
from concern_cases.forms.plan_writing import ObjectiveForm
from concern_cases.models import ObjectiveText, PlanVersion
from concern_cases.services.plan_drafts import lacking
from concern_cases.services.plan_objectives import removable
from concern_cases.services.plan_steps import is_done
from concern_cases.services.plan_words import STEPS
from concern_cases.services.plan_writing import StaleText, recommendations_for
from record.words import counted, listed


@dataclass
class Part:
    """One objective on the page: its text, its form, and how saving it went."""

    text: ObjectiveText
    form: ObjectiveForm
    stale: StaleText | None = None
    is_first: bool = False
    is_last: bool = False
    is_removable: bool = False

    @property
    def number(self) -> int:
        return self.text.objective.number

    @property
    def is_wrong(self) -> bool:
        """Whether something stands here that was typed and could not be saved."""
        rows = self.form.rows.values()
        return bool(
            self.stale or self.form.errors or any(any(kind.errors) or kind.non_form_errors() for kind in rows)
        )

    @property
    def done(self) -> list[Any]:
        return [row for kind in STEPS for row in getattr(self.text, kind).all() if is_done(row)]

    @cached_property
    def facts(self) -> dict[str, str]:
        return facts_of(self.text)


def prefix_of(text: ObjectiveText) -> str:
    """What the names of the objective's fields begin with, where several stand on one page."""
    return f"o{text.objective.number}"


def parts_of(version: PlanVersion, *, sent: Any = None) -> list[Part]:
    """The objectives that are not given up, in their order, and one that is, if something ``sent`` is of it.

    The number of queries does not grow with the objectives.
    """
    texts = list(
        version.texts.select_related("objective__area", "changed_by").prefetch_related(*ROWS, "answers")
    )
    asked = list(recommendations_for(version.plan, version.texts.all()))
    new_here = set(removable(version).values_list("pk", flat=True))
    found = []
    for text in texts:
        text.version = version
        is_sent = sent is not None and f"{prefix_of(text)}-edition" in sent
        if is_sent or not text.dropped:
            form = ObjectiveForm(sent if is_sent else None, text=text, prefix=prefix_of(text), asked=asked)
            form.call(f"Objective {text.objective.number}")
            found.append(Part(text, form, is_removable=text.pk in new_here))
    if found:
        found[0].is_first = found[-1].is_last = True
    return found


def facts_of(text: ObjectiveText) -> dict[str, str]:
    """How many rows the objective has of each kind, and what it still lacks: in words."""
    counts = [(len(getattr(text, kind).all()), rows.noun) for kind, rows in ROWS.items()]
    said = [counted(count, *noun.split(",")) for count, noun in counts if count]
    return {"counts": ", ".join(said) or "no action yet", "lacks": listed(lacking(text))}
