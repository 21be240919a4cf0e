"""What a pack says of one school: written by the app above that knows letters and meetings together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from meetings.models import AgendaItem


@dataclass(frozen=True)
class Section:
    """The words about one school for one reader, with the keys of what they quote, by kind."""

    html: SafeString
    holds: dict[str, list[int]] = field(default_factory=dict)


Writer = Callable[[Sequence[AgendaItem], Any], Mapping[int, Section]]
_writers: list[Writer] = []


def school_sections(writer: Writer) -> Writer:
    """From now on the function writes what packs say of schools: by item, for the reader who is given."""
    _writers[:] = [writer]
    return writer


def sections_of(items: Sequence[AgendaItem], reader: Any) -> Mapping[int, Section]:
    """What the reader's pack says under each item about a school, by the key of the item."""
    about = [item for item in items if item.case_id]
    return _writers[0](about, reader) if about and _writers else {}


_quoted: dict[str, Callable[[Any], QuerySet[Any]]] = {}


def quoted(kind: str, visible_to: Callable[[Any], QuerySet[Any]]) -> None:
    """From now on a pack whose sections quote such rows is read only while its reader may see all of them."""
    _quoted[kind] = visible_to


def quoted_kinds() -> Mapping[str, Callable[[Any], QuerySet[Any]]]:
    """What sections quote by kind, each with what a reader may see of it."""
    return _quoted
