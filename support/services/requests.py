"""A request that nobody has answered, changed by whoever asked; a change that is not wanted after all."""

from collections.abc import Sequence

from concern_cases.rules import worded
from people.access import may
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.permissions import Circle, Perm
from support.conflicts import warnings_about
from support.days import TENTH
from support.models import Deployment
from support.services.deployments import Request, check_asker, check_request, drop_change, pass_on
from support.services.rules import Status, heed, lock_deployment
from support.services.telling import CHANGE_TAKEN_BACK, REQUEST_CHANGED, tell_support


@service
def change_request(
    deployment: Deployment, *, facts: Request, in_spite_of: Sequence[str] = (), by: User
) -> Deployment:
    """What waits is asked for in other words, days or of another provider; whoever has to agree it is told.

    Who that is, is asked anew. Refuses (RuleError) anybody but whoever asked, no change, and what
    ``ask_for_support`` refuses; (Warned) warnings that were not read; (AlreadyDone) what is answered.
    """
    check_request(facts, deployment.school, now=deployment.provider)
    lock_deployment(deployment, Status.PROPOSED, Status.AGREED)
    check_asker(deployment, by)
    before = deployment.terms
    _reword(deployment, facts)
    if deployment.terms == before:
        raise RuleError("Change something, or go back without it", field="why")
    warnings = warnings_about(facts.provider, deployment.school, facts.booking, but=deployment)
    heed(warnings, in_spite_of=in_spite_of)
    deployment.warnings = warnings
    deployment.save()
    tell_support(REQUEST_CHANGED, deployment, why=deployment.why, **facts.span)
    people = list(deployment.named.all()) if deployment.circle == Circle.NAMED else []
    pass_on(deployment, people, facts.span, stamp=clock.now().isoformat(), by=by)
    return deployment


@service
def take_back_change(deployment: Deployment, *, why: str, by: User) -> Deployment:
    """No change waits any more; the support goes on as it was agreed.

    Refuses (RuleError) an empty reason, and anybody but whoever asked for the change or a manager;
    (AlreadyDone) a change that is answered.
    """
    why = worded(why, "Say why it is taken back", field="why")
    lock_deployment(deployment, Status.AGREED)
    if not deployment.has_change:
        raise AlreadyDone("No change of this support waits for an answer")
    if by != deployment.change_asked_by and not may(by, Perm.MANAGE_CASE, deployment.school):
        raise RuleError(f"{deployment.change_asked_by} asked for the change, and can take it back")
    drop_change(deployment)
    deployment._change_reason = why
    deployment.save()
    tell_support(CHANGE_TAKEN_BACK, deployment, why=why)
    return deployment


def _reword(deployment: Deployment, facts: Request) -> None:
    deployment.provider, deployment.objective = facts.provider, facts.objective
    deployment.why, deployment.days_agreed = facts.why.strip(), facts.days.quantize(TENTH)
    deployment.starts_on, deployment.ends_on = facts.starts_on, facts.ends_on
