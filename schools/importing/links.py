"""Predecessors and successors, from the register's own file of links."""

from dataclasses import dataclass
from datetime import date

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from schools.importing import values
from schools.importing.columns import urn_and_la
from schools.importing.errors import BadRow, Unusable
from schools.importing.reading import Row, Table
from schools.importing.report import LinksPart, Refusal, Report
from schools.models import School, Succession

HEADERS = ("URN", "LinkURN", "LinkType", "LinkEstablishedDate")
AT_ONCE = 500
# Links that say that two schools became one, but not which of them goes on: the closed one came first.
UNDIRECTED = ("result of amalgamation", "merged", "expansion", "closure")
PLAIN = "succession"


@dataclass(slots=True)
class Link:
    """One pair as the two schools' rows tell it."""

    kind: str
    on: date | None
    told_by_successor: bool

    def joined(self, other: "Link") -> "Link":
        """Both rows together: the successor's date (its opening), and the more telling kind."""
        first, second = (self, other) if self.told_by_successor else (other, self)
        kind = first.kind if first.kind != PLAIN else second.kind
        return Link(kind, first.on or second.on, told_by_successor=True)


class Links:
    """The links of one file among the schools that are stored."""

    def __init__(self, table: Table, report: Report, part: LinksPart) -> None:
        position = {header: index for index, header in enumerate(table.header)}
        missing = [header for header in HEADERS if header not in position]
        if missing:
            raise Unusable(f"{table.source.name} has no column {', '.join(missing)}.")
        self._table, self._report, self._part = table, report, part
        self._columns = [position[header] for header in HEADERS]
        self._schools = {
            urn: (pk, status == "Closed")
            for urn, pk, status in School.objects.values_list("urn", "pk", "status").iterator()
        }
        self._pairs: dict[tuple[int, int], Link] = {}

    def read(self, row: Row) -> None:
        """The row's pair is remembered; refused (BadRow) with the reason."""
        if len(row.values) != len(self._table.header):
            raise BadRow(
                f"it has {len(row.values)} fields where the first line names {len(self._table.header)}"
            )
        one, other, kind, on = (row.values[index] for index in self._columns)
        first, second = values.urn(one), values.urn(other)
        if first == second:
            raise BadRow("it links a school to itself")
        dated = values.day(on)
        known, known_other = self._schools.get(first), self._schools.get(second)
        if known is None or known_other is None:
            self._part.of_unknown_schools += 1
            return
        direction = _direction(kind, first_closed=known[1], second_closed=known_other[1])
        if direction is None:
            self._part.of_other_kinds += 1
            return
        pair = (known[0], known_other[0]) if direction == "successor" else (known_other[0], known[0])
        link = Link(_kind_of(kind), dated, told_by_successor=direction == "predecessor")
        seen = self._pairs.get(pair)
        self._pairs[pair] = seen.joined(link) if seen else link

    def write(self) -> None:
        """The pairs stand as successions; pairs that stood before and are not in the file stay."""
        self._drop_contradictions()
        pairs = list(self._pairs.items())
        for start in range(0, len(pairs), AT_ONCE):
            self._write_some(dict(pairs[start : start + AT_ONCE]))

    def _drop_contradictions(self) -> None:
        """Of two schools that each follow the other, the closed one came first; otherwise nobody knows."""
        closed = dict(self._schools.values())
        both_ways = [pair for pair in self._pairs if pair[0] < pair[1] and pair[::-1] in self._pairs]
        for pair in both_ways:
            believed = [(a, b) for a, b in (pair, pair[::-1]) if closed[a] and not closed[b]]
            for told in (pair, pair[::-1]):
                if told not in believed:
                    del self._pairs[told]
            self._part.contradictory += not believed

    def _write_some(self, pairs: dict[tuple[int, int], Link]) -> None:
        stored = {
            (row.predecessor_id, row.successor_id): row
            for row in Succession.objects.filter(predecessor__in={before for before, _after in pairs})
        }
        new, changed = [], []
        for (before, after), link in pairs.items():
            row = stored.get((before, after))
            if row is None:
                new.append(Succession(predecessor_id=before, successor_id=after, on=link.on, kind=link.kind))
            elif (row.on, row.kind) != (link.on, link.kind):
                row.on, row.kind = link.on, link.kind
                changed.append(row)
            else:
                self._part.unchanged += 1
        reason = self._report.reason
        if new:
            bulk_create_with_history(new, Succession, AT_ONCE, default_change_reason=reason)
        if changed:
            bulk_update_with_history(
                changed, Succession, ["on", "kind"], AT_ONCE, default_change_reason=reason
            )
        self._part.new += len(new)
        self._part.changed += len(changed)


def _direction(kind: str, *, first_closed: bool, second_closed: bool) -> str | None:
    """What the second school is to the first; None when the link is no succession."""
    kind = kind.strip().lower()
    for word in ("successor", "predecessor"):
        if kind.startswith(word):
            return word
    if kind.startswith(UNDIRECTED) and first_closed != second_closed:
        return "successor" if first_closed else "predecessor"
    return None


def _kind_of(kind: str) -> str:
    """How the one school followed the other, without the side that tells it."""
    head, _dash, rest = kind.strip().partition(" - ")
    if head.lower() in ("successor", "predecessor"):
        return rest.lower() or PLAIN
    if head.lower() == "result of amalgamation":
        return "amalgamated"
    return head.lower() if head.lower() == "merged" else kind.strip().lower()[:80]


def read_links(table: Table, report: Report) -> LinksPart:
    """The part of the report about the file's links, which stand afterwards."""
    part = report.links = LinksPart(table.source.name, table.encoding_name)
    links = Links(table, report, part)
    for row in table.rows():
        part.rows += 1
        try:
            links.read(row)
        except BadRow as error:
            part.refused.append(Refusal(row.line, urn_and_la(row, table)[0], str(error)))
    links.write()
    return part
