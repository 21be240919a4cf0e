"""What was recorded about a school since its last review: the draft of a review, made by itself.

Each app adds the parts that it knows, at the start (``apps.py``); apps above add theirs here:
``@since_part("Decisions of conferences", order=50)``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dateformat import format as format_date

from concern_cases.models import Plan
from schools.permissions import Circle

AS_SCHOOL = None  # the reader of what may be kept for everybody who sees the review


@dataclass(frozen=True)
class Span:
    """The days after the last review up to and with the last day that is looked at.

    ``kept_at`` is the moment when the record of the last review was kept: what happened since ``begins``, the
    first day of the plan, and was entered after that moment stands in no record yet, and belongs here.
    """

    after: date
    until: date
    begins: date | None = None
    kept_at: datetime | None = None

    def of(
        self, rows: QuerySet[Any], day: str, *, same: str = "id", known: Mapping[str, Any] | None = None
    ) -> Any:
        """Those of its days, and those of earlier days that were entered late.

        ``same``: the field by which the history knows the row; ``known``: what the history said of a row
        whose day was known, by default that it had one.
        """
        held = Q(**{f"{day}__gt": self.after, f"{day}__lte": self.until})
        if self.kept_at is None:
            return rows.filter(held)
        known = known if known is not None else {} if "__" in day else {f"{day}__isnull": False}
        history = rows.model.history.filter(**{same: OuterRef(same)}, history_date__lte=self.kept_at, **known)
        earlier = Q(**{f"{day}__gt": self.begins, f"{day}__lte": self.after})
        return rows.filter(held | (earlier & ~Exists(history)))

    def said(self, day: date | None) -> str:
        """The day of something that belongs here, as it stands in a line."""
        return f"entered late, of {in_words(day)}" if day and day <= self.after else in_words(day)


# Takes the plan, the span and the reader: a user, or AS_SCHOOL.
Part = Callable[[Plan, Span, Any], list[str]]
_parts: dict[str, tuple[int, Part]] = {}


def since_part(heading: str, *, order: int) -> Callable[[Part], Part]:
    """From now on the lines that the function gives stand under that heading, if there are any."""

    def register(part: Part) -> Part:
        _parts[heading] = (order, part)
        return part

    return register


def recorded_since(plan: Plan, span: Span, reader: Any) -> list[dict[str, Any]]:
    """Each heading with its lines, as far as the reader may read them."""
    found = []
    for heading, (_, part) in sorted(_parts.items(), key=lambda each: each[1][0]):
        lines = part(plan, span, reader)
        if lines:
            found.append({"heading": heading, "lines": lines})
    return found


def schools_told(plan: Plan, reader: Any) -> Any:
    """Keys of the schools whose past is looked at, to stand behind an ``__in``.

    For a user those at which the plan was before, too: each part asks what the user may read of them.
    AS_SCHOOL: the plan's school alone. What was shared with another school was not shared with this one.
    """
    return [plan.school_id] if reader is AS_SCHOOL else plan.schools


def readable(rows: Any, reader: Any) -> Any:
    """Of rows with a circle, those that the reader may read; AS_SCHOOL: those shared with the school."""
    return rows.filter(circle=Circle.SCHOOL) if reader is AS_SCHOOL else rows.visible_to(reader)


def in_words(day: date | None) -> str:
    """The day as it stands in a line: 7 June 2010."""
    return format_date(day, "j\N{NO-BREAK SPACE}F\N{NO-BREAK SPACE}Y") if day else ""


def sentence(*parts: str) -> str:
    """Parts that say something, joined by commas, with one full stop at the end."""
    return ", ".join(part.strip().rstrip(".") for part in parts if part.strip()) + "."
