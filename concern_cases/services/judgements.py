"""The LA's judgements of a school: its risks and its category."""

from datetime import date

from django.db.models import Q

from concern_cases.events import event_kind, record_event
from concern_cases.models import ConcernCase
from concern_cases.rules import lock_case, not_in_future, worded
from concern_cases.services.cadences import follow_risk, inside
from evaluation.models import Category, CategoryKind, Risk
from people.models import Post, User
from people.roles import Role, roles_with
from record.errors import RuleError
from record.services import service
from schools.models import School
from schools.permissions import Perm

RISK_JUDGED = event_kind(
    "judgements.risk_judged",
    "judged the risk of {what} {level}",
    title="Risk of {what} judged {level}",
    details=("{reason}", "Before: {before}.", "It is written in: {source}"),
)
CATEGORY_SET = event_kind(
    "judgements.category_set",
    "set the category to {category} ({stage})",
    title="Category: {category}, {stage}",
    details=("{reason}", "The school disputes it: {disputed_why}", "It is written in: {source}"),
)


def open_case_of(school: School) -> ConcernCase | None:
    """The school's open case, if it has one: there is never more than one."""
    return ConcernCase.objects.open().filter(school=school).first()


def post_of_judge(by: User, school: School) -> str:
    """The role in which the person judges the school today, a School Improvement Partner's before others.

    Empty for somebody who holds no post that judges there.
    """
    posts = Post.objects.current().filter(user=by, role__in=roles_with(Perm.JUDGE_SCHOOL))
    held = set(posts.filter(Q(schools=school) | Q(la=school.la_id)).values_list("role", flat=True))
    return Role.SIP.value if Role.SIP in held else min(held, default="")


@service
def judge_risk(
    school: School, *, kind: str, level: str, reason: str, on: date, source: str = "", by: User
) -> Risk:
    """The school has this risk from ``on``, with the reason, until it is judged again.

    How often conferences are held follows the risk of failing to improve (``cadences.follow_risk``).
    Refuses (RuleError) an empty reason, a day to come, an unknown kind or level.
    """
    if kind not in Risk.Kind.values:
        raise RuleError("Say which risk you judge", field="kind")
    if level not in Risk.Level.values:
        raise RuleError("Choose high, medium or low", field="level")
    reason = worded(reason, "Say what the judgement rests on", field="reason")
    not_in_future(on, "a judgement")
    case = _locked_open_case(school)
    before = Risk.objects.current().filter(school=school, kind=kind).first()
    risk = Risk.objects.create(
        school=school,
        kind=kind,
        level=level,
        reason=reason,
        on=on,
        judged_by=by,
        judged_as=post_of_judge(by, school),
        source=source.strip(),
    )
    record_event(
        RISK_JUDGED,
        school=school,
        case=case,
        risk=risk.pk,
        what=risk.get_kind_display().lower(),
        level=level,
        before=before.level if before else "",
        reason=reason,
        on=on,
        source=risk.source,
    )
    if case and kind == Risk.Kind.IMPROVEMENT:
        follow_risk(case, before=before.level if before else "")
    return risk


def _locked_open_case(school: School) -> ConcernCase | None:
    """The open case, kept from other changes: two judgements at once follow each other."""
    case = open_case_of(school)
    return case if case and lock_case(case).is_open else None


@service
def set_category(
    school: School,
    *,
    category: CategoryKind,
    stage: str,
    on: date,
    reason: str,
    disputed_why: str = "",
    source: str = "",
    by: User,
) -> Category:
    """The school has this category from ``on``, at this stage of its agreement.

    Refuses (RuleError) an empty reason, a day to come, an unknown stage, a category no longer in use.
    """
    if stage not in Category.Stage.values:
        raise RuleError("Say how far the category is agreed", field="stage")
    if not CategoryKind.objects.in_use().filter(pk=category.pk).exists():
        raise RuleError(f"{category} is no longer in use: choose another category", field="category")
    reason = worded(reason, "Say what the category rests on", field="reason")
    not_in_future(on, "a judgement")
    row = Category.objects.create(
        school=school,
        category=category,
        stage=stage,
        on=on,
        reason=reason,
        disputed_why=disputed_why.strip(),
        agreed_by=by,
        judged_as=post_of_judge(by, school),
        source=source.strip(),
    )
    record_event(
        CATEGORY_SET,
        school=school,
        case=open_case_of(school),
        category_row=row.pk,
        category=category.name.lower(),
        stage=inside(row.get_stage_display()),
        reason=reason,
        disputed_why=row.disputed_why,
        on=on,
        source=row.source,
    )
    return row
