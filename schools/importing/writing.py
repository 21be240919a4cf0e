"""Schools are made and changed in bulk, each with the version that its history keeps."""

from collections.abc import Iterable
from typing import Any

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from schools.importing.columns import Entry
from schools.importing.comparing import differences, label_of
from schools.importing.errors import BadRow
from schools.importing.places import Places
from schools.importing.report import Report, SchoolsPart
from schools.models import School

AT_ONCE = 500
URNS = 1_000_000
SEEN, TAKEN = 1, 3


class Writer:
    """The rows of one file become schools, a few hundred at a time: memory does not grow with the file.

    Authorities whose stored schools were changed in the register after the file's date are ahead of it:
    an old file that comes late adds schools to them and changes none.
    """

    def __init__(self, report: Report, part: SchoolsPart) -> None:
        self._report, self._part = report, part
        self._places = Places(report.reason)
        self._in_file = bytearray(URNS)  # one byte for each number that a school can have
        changed = School.objects.filter(register_changed_on__gt=report.dated)
        self._ahead = set(changed.values_list("la_id", flat=True).distinct().order_by())

    def take(self, urn: str) -> None:
        """The school's row is about to be written; refused (BadRow) when the file had one before."""
        if self._in_file[int(urn)] == TAKEN:
            raise BadRow("the same URN stands on an earlier line")
        self._in_file[int(urn)] = TAKEN

    def note(self, urn: str) -> None:
        """The file has the school, so it is not missing, even when its row is refused."""
        if len(urn) == 6 and urn.isascii() and urn.isdigit():
            self._in_file[int(urn)] |= SEEN

    def write(self, entries: list[Entry]) -> None:
        """The schools of the entries are as the file has them; what was done is counted in the report."""
        stored = {school.urn: school for school in School.objects.filter(urn__in=[e.urn for e in entries])}
        new: list[School] = []
        changed: list[School] = []
        fields: set[str] = set()
        for entry in entries:
            facts = {**entry.facts, **self._places.facts_of(entry)}
            school = stored.get(entry.urn)
            if school is None:
                new.append(School(urn=entry.urn, **facts))
                self._part.new.add(f"{facts['name']} ({entry.urn})")
            elif school.la_id in self._ahead:
                self._part.older += 1
            elif names := differences(school, facts):
                self._change(school, facts, names)
                changed.append(school)
                fields.update(names)
            else:
                self._part.unchanged += 1
        if new:
            bulk_create_with_history(new, School, AT_ONCE, default_change_reason=self._report.reason)
        self._update(changed, fields)

    def _change(self, school: School, facts: dict[str, Any], names: list[str]) -> None:
        was_open = school.is_open
        for name in names:
            setattr(school, name, facts[name])
        part = self._part
        part.changed += 1
        part.changed_by_field.update({label_of(name) for name in names})
        if was_open and school.status == "Closed":
            part.closed.add(f"{school.name} ({school.urn})")
        if "missing_since" in names:
            part.back.add(f"{school.name} ({school.urn})")

    def _update(self, schools: list[School], fields: Iterable[str]) -> None:
        if schools:
            names = sorted(field.removesuffix("_id") for field in fields)
            bulk_update_with_history(
                schools, School, names, AT_ONCE, default_change_reason=self._report.reason
            )

    def mark_missing(self, las: Iterable[str]) -> None:
        """Schools of those authorities that the file has no more are kept, and marked with its date."""
        known = School.objects.filter(la__code__in=list(las), missing_since=None)
        known = known.exclude(la__in=self._ahead)
        gone = [pk for pk, urn in known.values_list("pk", "urn").iterator() if not self._in_file[int(urn)]]
        for start in range(0, len(gone), AT_ONCE):
            schools = list(School.objects.filter(pk__in=gone[start : start + AT_ONCE]))
            for school in schools:
                school.missing_since = self._report.dated
                self._part.missing.add(f"{school.name} ({school.urn})")
            self._update(schools, ["missing_since"])
