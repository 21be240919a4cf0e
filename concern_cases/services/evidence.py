"""Evidence: what a judgement rests on, with the files behind it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Max

from concern_cases.events import event_kind, record_event
from concern_cases.models import Concern, ConcernCase, Evidence, EvidenceFile
from concern_cases.rules import lock_open_case, not_in_future, people_named, worded
from concern_cases.uploads import CheckedFile, check_file
from concern_cases.visitors import check_visit
from people.models import Post, User
from record.errors import RuleError
from record.services import service
from schools.permissions import Circle

EVIDENCE_ADDED = event_kind(
    "evidence.added",
    "added evidence: {what}, {source}",
    title="Evidence added: {what}",
    details=("{source}, {on}.", "Visit of {visitor}.", "{files}"),
)
FILES_ADDED = event_kind(
    "evidence.files_added",
    "added files to the evidence: {what}, {source}",
    title="Files added to the evidence: {what}",
    details=("{source}, {on}.", "{files}"),
)


@service
def add_evidence(
    case: ConcernCase,
    *,
    kind: str,
    on: date,
    source: str,
    text: str,
    circle: str,
    concern: Concern | None = None,
    visitor: Post | None = None,
    named: Sequence[User] = (),
    files: Iterable[Any] = (),
    by: User,
) -> Evidence:
    """The evidence stands in the case with its files, for the eyes of its circle.

    ``files`` are Django files, or checked ones (``uploads.check_file``); ``visitor`` is the post in which
    somebody visited the school. Refuses (RuleError) missing words, a day to come, one on which the visitor
    was not allocated to the school, a concern of another case, a file that is not taken, and a closed case
    (AlreadyDone).
    """
    if kind not in Evidence.Kind.values:
        raise RuleError("Choose what kind of evidence it is", field="kind")
    source = worded(source, "Say where the evidence comes from", field="source")
    text = worded(text, "Say what the evidence shows", field="text")
    not_in_future(on, "evidence")
    if visitor:
        check_visit(visitor, on, case.school)
    checked = [check_file(file) for file in files]
    lock_open_case(case)
    if concern and concern.case_id != case.pk:
        raise RuleError("Choose a concern of this case", field="concern")
    people = people_named(circle, named, school=case.school, by=by)
    evidence = Evidence.objects.create(
        case=case,
        concern=concern,
        kind=kind,
        on=on,
        source=source,
        text=text,
        visitor=visitor,
        circle=circle,
    )
    evidence.named.set(people)
    kept = keep_files(evidence, checked, by=by)
    tell_evidence(EVIDENCE_ADDED, evidence, kept, people)
    return evidence


@service
def add_files(evidence: Evidence, *, files: Iterable[Any], by: User) -> list[EvidenceFile]:
    """The files stand behind the evidence; one of the same name is its next version, the earlier ones stay.

    Refuses (RuleError) no files, a file that is not taken or that is there already, and a closed case
    (AlreadyDone).
    """
    checked = [check_file(file) for file in files]
    if not checked:
        raise RuleError("Choose at least one file", field="files")
    lock_open_case(evidence.case)
    kept = keep_files(evidence, checked, by=by)
    people = evidence.named.all() if evidence.circle == Circle.NAMED else ()
    tell_evidence(FILES_ADDED, evidence, kept, people)
    return kept


def keep_files(evidence: Evidence, files: Iterable[CheckedFile], *, by: User) -> list[EvidenceFile]:
    """The files are on the disk and in the table; if one fails, none is left on the disk."""
    kept: list[EvidenceFile] = []
    try:
        for file in files:
            kept.append(_next_version(evidence, file, by=by))
            file.file.seek(0)
            kept[-1].file.save(file.name, file.file, save=False)
            kept[-1].save()
    except BaseException:
        for row in kept:
            if row.file:
                row.file.storage.delete(str(row.file.name))
        raise
    return kept


def _next_version(evidence: Evidence, file: CheckedFile, *, by: User) -> EvidenceFile:
    earlier = evidence.files.filter(name=file.name)
    if earlier.filter(sha256=file.sha256).exists():
        raise RuleError(f"“{file.name}” is here already, with the same content", field="files")
    return EvidenceFile(
        evidence=evidence,
        version=(earlier.aggregate(last=Max("version"))["last"] or 0) + 1,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        added_by=by,
    )


def tell_evidence(
    kind: Any, evidence: Evidence, files: Sequence[EvidenceFile], audience: Iterable[User]
) -> None:
    """The evidence is told in its circle, with the names and fingerprints of its files."""
    what = evidence.get_kind_display()
    record_event(
        kind,
        school=evidence.case.school,
        case=evidence.case,
        circle=evidence.circle,
        audience=audience,
        evidence=evidence.pk,
        what=what if what.startswith("SIP") else what[:1].lower() + what[1:],
        on=evidence.on,
        source=evidence.source,
        visitor=str(evidence.visitor or ""),
        files=", ".join(_said(row) for row in files),
        sha256=[row.sha256 for row in files],
    )


def _said(row: EvidenceFile) -> str:
    return row.name if row.version == 1 else f"{row.name} (version {row.version})"
