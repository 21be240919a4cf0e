"""What a pack says of one school: written by the app above that knows letters and meetings together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from meetings.models import AgendaItem


@dataclass(frozen=True)
class Section:
    """The words about one school for one reader, with the keys of what they quote, by kind."""

    html: SafeString
    holds: dict[str, list[int]] = field(default_factory=dict)


Writer = Callable[[AgendaItem, Any], Section]
_writers: list[Writer] = []


def school_sections(writer: Writer) -> Writer:
    """From now on the function writes what packs say of a school, for the reader who is given."""
    _writers[:] = [writer]
    return writer


def section_of(item: AgendaItem, reader: Any) -> Section | None:
    """What the reader's pack says under an item about a school; None under every other one."""
    return _writers[0](item, reader) if item.case_id and _writers else None
