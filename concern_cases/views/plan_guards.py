"""Before every page on which a plan is written: unseen is not found, seen and not yours to write refused."""

from datetime import timedelta

from django.http import HttpRequest

from concern_cases.models import ObjectiveText, Plan, PlanVersion
from concern_cases.plan_writers import may_keep_up, may_write
from people.guards import log_reading, person, refuse, seen_or_404
from record.reading import read_lately
from schools.permissions import Perm


def draft_to_write(
    request: HttpRequest, pk: int, number: int, *, what: str = "", unless_since: timedelta | None = None
) -> PlanVersion:
    """The version, if the person sees it (else 404) and writes at the plan (else 403).

    That it was read is logged as ``what``; not again, if it was within the time of ``unless_since``.
    """
    versions = PlanVersion.objects.visible_to(request.user).select_related(
        "plan__school__la", "plan__school__diocese", "plan__case__school"
    )
    version = seen_or_404(request, versions, plan=pk, number=number)
    if not may_write(request.user, version.plan):
        refuse(request, Perm.DRAFT_PLAN, version.plan.school)
    if what and request.method != "POST":
        read = f"{version}, {what}"
        if unless_since is None or not read_lately(request.user, read, within=unless_since):
            log_reading(request, what=read, urn=version.plan.school.urn)
    return version


def text_to_write(request: HttpRequest, version: PlanVersion, number: int) -> ObjectiveText:
    """The wording of the objective of that number in the draft; otherwise 404."""
    texts = ObjectiveText.objects.filter(version=version).select_related("objective__area", "changed_by")
    text = seen_or_404(request, texts, objective__number=number)
    text.version = version
    return text


def plan_to_keep_up(request: HttpRequest, pk: int) -> Plan:
    """The plan, if the person sees it (else 404) and may say what of it is done (else 403)."""
    plans = Plan.objects.visible_to(request.user).select_related("school__la", "case__school")
    plan = seen_or_404(request, plans, pk=pk)
    if not may_keep_up(person(request), plan):
        refuse(request, Perm.DRAFT_PLAN, plan.school)
    return plan


def why_not_written(version: PlanVersion) -> str:
    """Why nothing can be written in the version now; empty while it can."""
    if version.plan.closed_on:
        return "This plan is closed."
    if not version.is_draft:
        return (
            f"Version {version.number} is {version.get_status_display().lower()}: its words stay as they are."
        )
    if version.stage != PlanVersion.Stage.WRITING:
        stage = version.get_stage_display().lower()
        return f"Version {version.number} is {stage} now. It can be changed when it is sent back."
    return ""
