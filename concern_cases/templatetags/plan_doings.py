"""What the reader can do with a plan, on its own page: ``{% plan_doings plan %}``."""

from typing import Any

from django import template
from django.template import Context

from concern_cases.models import Plan, PlanVersion
from concern_cases.plan_writers import may_keep_up, may_write
from people.access import may
from schools.permissions import Perm

register = template.Library()


@register.inclusion_tag("concern_cases/_plan_doings.html", takes_context=True)
def plan_doings(context: Context, plan: Plan) -> dict[str, Any]:
    """Buttons for the draft or a revision, for what is done, and for closing the plan; nothing for others."""
    user = context["request"].user
    if plan.closed_on:
        return {}
    versions = list(plan.versions.filter(status__in=[PlanVersion.Status.DRAFT, PlanVersion.Status.IN_FORCE]))
    draft = next((row for row in versions if row.is_draft), None)
    is_written = draft is not None and draft.stage == PlanVersion.Stage.WRITING
    writes = may_write(user, plan)
    return {
        "plan": plan,
        "draft": draft if is_written and writes else None,
        "revises": draft is None and writes,
        "keeps_up": any(not row.is_draft for row in versions) and may_keep_up(user, plan),
        "closes": may(user, Perm.MANAGE_CASE, plan.school),
    }
