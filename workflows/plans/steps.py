"""The human steps of a plan's version."""

from collections.abc import Collection
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse

from concern_cases.models import PlanComment, PlanVersion
from concern_cases.plan_pages.comparing import differences_of
from concern_cases.plan_writers import may_write, perm_to_write, wrote_in
from concern_cases.services import plan_drafts
from people.models import User
from record import clock
from schools.permissions import Perm
from workflows.models import CaseworkProcess
from workflows.plans import forms
from workflows.plans.moments import comment_due, rules_of, version_of
from workflows.steps import Due, Step, working_days


class DraftPlan(Step):
    title = "Write the draft of the plan"
    done = "sent the draft of the plan to the school"
    perm = Perm.DRAFT_PLAN
    form = forms.DraftForm
    button = "Send the draft to the school"
    template_name = "workflows/plans/draft_plan.html"

    def perm_for(self, process: CaseworkProcess) -> Perm:
        return perm_to_write(version_of(process).plan)

    def due(self, process: CaseworkProcess) -> Due:
        return working_days(rules_of(process).draft_days, after=clock.today(), process=process)

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        version = version_of(process)
        facts = {"gaps": plan_drafts.gaps_of(version), "may_write": may_write(user, version.plan)}
        facts["comment_days"] = rules_of(process).comment_days
        facts["write_url"] = reverse("plans:write", args=[version.plan_id, version.number])
        return {**_with_advice(version), **facts}

    def perform(self, process: CaseworkProcess, *, by: User) -> None:
        plan_drafts.submit_draft(version_of(process), by=by)


class SchoolComment(Step):
    title = "Comment on the draft of the plan"
    done = "answered for the school"
    perm = Perm.COMMENT_PLAN
    asks_by_mail = True
    form = forms.CommentForm
    button = "Send the answer"
    template_name = "workflows/plans/school_comment.html"

    def due(self, process: CaseworkProcess) -> Due:
        return comment_due(process)

    def taken_by(self, process: CaseworkProcess) -> Collection[User]:
        return plan_drafts.answered_by(version_of(process))

    def is_over(self, process: CaseworkProcess) -> bool:
        """Head and chair are both asked, until the day by which the school was asked."""
        return version_of(process).stage != PlanVersion.Stage.WITH_SCHOOL

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        version = version_of(process)
        left = [person for person in plan_drafts.left_to_comment(version) if person != user]
        facts = {"comments": list(plan_drafts.comments_now(version)), "left": left}
        return {**_version_facts(version), **facts}

    def perform(
        self, process: CaseworkProcess, *, by: User, view: str = PlanComment.View.AGREES, text: str = ""
    ) -> None:
        plan_drafts.comment_plan(version_of(process), view=view, text=text, by=by)


class ApprovePlan(Step):
    title = "Approve the plan"
    done = "decided on the plan"
    perm = Perm.APPROVE_PLAN
    form = forms.ApproveForm
    button = "Record the decision"
    template_name = "workflows/plans/approve_plan.html"

    def due(self, process: CaseworkProcess) -> Due:
        return working_days(rules_of(process).approve_days, after=clock.today(), process=process)

    def not_for(self, process: CaseworkProcess) -> Collection[User]:
        return wrote_in(version_of(process))

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        version = version_of(process)
        late = list(version.reasons.filter(is_late=True))
        facts = {"comments": list(version.comments.select_related("said_by")), "late_reasons": late}
        return {**_with_advice(version), **facts}

    def perform(
        self, process: CaseworkProcess, *, by: User, approved: bool = True, remarks: str = ""
    ) -> None:
        version = version_of(process)
        if approved:
            plan_drafts.approve_draft(version, by=by)
        else:
            plan_drafts.send_back_draft(version, remarks=remarks, by=by)


def _version_facts(version: PlanVersion) -> dict[str, Any]:
    texts = version.texts.filter(dropped=False).select_related("objective__area")
    texts = texts.prefetch_related("criteria")
    before = version.plan.versions.filter(status=PlanVersion.Status.IN_FORCE).first()
    return {
        "differences": differences_of(before, version) if before else None,
        "version": version,
        "plan": version.plan,
        "texts": list(texts),
        "given_up": list(version.texts.filter(dropped=True).select_related("objective")),
        "reasons": list(version.reasons.filter(is_late=False)),
    }


def _with_advice(version: PlanVersion) -> dict[str, Any]:
    """The same for who writes the draft and who approves it: with what each objective does not say."""
    facts = _version_facts(version)
    prefetch_related_objects(facts["texts"], "actions")
    for text in facts["texts"]:
        text.version, text.advised = version, plan_drafts.worth_saying(text)
    return facts
