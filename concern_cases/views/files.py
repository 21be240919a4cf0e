"""Files of evidence, sent to those who may read the evidence and to nobody else."""

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from concern_cases.models import EvidenceFile
from concern_cases.views.shared import case_seen
from people.guards import log_reading, seen_or_404
from schools.permissions import Circle


@require_safe
def file_download(request: HttpRequest, reference: str, pk: int) -> FileResponse:
    """The file as it was sent to us, to be kept and not shown by the browser; the reading is logged."""
    case = case_seen(request, reference)
    files = EvidenceFile.objects.visible_to(request.user).filter(evidence__case=case)
    files = files.select_related("evidence")
    # A file with a virus stays in the record and goes to nobody.
    files = files.exclude(scan_state=EvidenceFile.ScanState.INFECTED)
    row = seen_or_404(request, files, pk=pk)
    log_reading(request, what=f"{case.reference}, {_in_the_log(row)}", urn=case.school.urn)
    response = FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _in_the_log(row: EvidenceFile) -> str:
    """How the read log calls the file: not by its name if it is for named people, for others read the log."""
    if row.evidence.circle == Circle.NAMED:
        return f"file {row.pk}, for named people only (version {row.version})"
    return f"file {row.name} (version {row.version})"
