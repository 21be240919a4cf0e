"""Who is invited to a conference: who should be, and who may be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet

from concern_cases.models import ConcernCase
from meetings.models import Invitee, MeetingType
from people import access
from people.models import Post, User
from people.roles import Role
from record.errors import RuleError
from schools.models import School
from schools.permissions import Perm

As = Invitee.RequiredAs

# The posts whose holders are proposed, and as what.
INVITED_AS: dict[str, str] = {
    Role.HEADTEACHER: As.SCHOOL,
    Role.SLT_MEMBER: As.SCHOOL,
    Role.CHAIR: As.SCHOOL,
    Role.VICE_CHAIR: As.OPTIONAL,
    Role.GOVERNORS_CLERK: As.OPTIONAL,
    Role.SIP: As.LA,
    Role.CONSULTANT: As.LA,
    Role.CLERK: As.LA,
    Role.AHT: As.SUPPORT,
    Role.NLE: As.SUPPORT,
    Role.CONSULTANT_GOVERNOR: As.SUPPORT,
    Role.DIOCESAN_OFFICER: As.DIOCESE,
}


@dataclass(frozen=True)
class InviteeFacts:
    """One person to invite: by account, or by name and e-mail address alone."""

    required_as: str
    user: User | None = None
    name: str = ""
    email: str = ""
    role: str = ""  # what the person is, for whoever chooses; not stored

    @property
    def address(self) -> str:
        return (self.user.email if self.user else self.email).strip().lower()

    @property
    def called(self) -> str:
        return self.user.name if self.user else self.name.strip()


def suggested_invitees(case: ConcernCase, *, chair: User | None = None) -> list[InviteeFacts]:
    """Whoever belongs to a conference about the school today: school, diocese, LA and support, each once.

    Only people who may see the school's cases; the chair (the case's lead, unless another is named) first.
    """
    school = case.school
    chair = chair or case.lead
    found = {chair.pk: InviteeFacts(As.CHAIR, user=chair, role="Chairs the meeting")}
    for post in _posts_about(school):
        if post.user_id not in found:
            role = post.get_role_display()
            found[post.user_id] = InviteeFacts(INVITED_AS[post.role], user=post.user, role=role)
    return list(found.values())


def diocesan_officers(school: School) -> QuerySet[User]:
    """Officers of the school's own diocese who see its cases, because it is shared with the diocese."""
    seeing = access.users_where(Perm.VIEW_CASE, school)
    posts = Post.objects.current().filter(role=Role.DIOCESAN_OFFICER, diocese=school.diocese_id)
    return seeing.filter(pk__in=posts.values("user_id")) if school.diocese_id else seeing.none()


def check_invitees(school: School, type_: MeetingType, invitees: Sequence[InviteeFacts]) -> None:
    """Nothing, if these people may be invited.

    Refuses (RuleError) nobody, an address twice or not an address, somebody who can't see the school's cases,
    and a church school's conference without its diocese.
    """
    if not invitees:
        raise RuleError("Choose whom to invite", field="invitees")
    _check_addresses(invitees)
    accounts = {facts.user.pk for facts in invitees if facts.user}
    seeing = set(
        access.users_where(Perm.VIEW_CASE, school).filter(pk__in=accounts).values_list("pk", flat=True)
    )
    unseeing = [facts.called for facts in invitees if facts.user and facts.user.pk not in seeing]
    if unseeing:
        names = ", ".join(unseeing)
        raise RuleError(f"Share the school first: {names} can’t see its cases", field="invitees")
    if type_.requires_diocese and school.is_church_school:
        _check_diocese(school, invitees)


def entitled(invitees: Iterable[Invitee], school: School) -> list[Invitee]:
    """Those who may have what the meeting says today: by account if they see the school's cases still."""
    seeing = set(access.users_where(Perm.VIEW_CASE, school).values_list("pk", flat=True))
    return [invitee for invitee in invitees if invitee.user_id is None or invitee.user_id in seeing]


def _posts_about(school: School) -> list[Post]:
    """Posts at the school, its LA and its diocese whose holders are invited, in the order of the table."""
    at = Q(schools=school) | Q(la=school.la_id)
    if school.diocese_id:
        at |= Q(diocese=school.diocese_id)
    posts = Post.objects.current().filter(at, role__in=INVITED_AS, user__is_active=True)
    posts = posts.filter(user__in=access.users_where(Perm.VIEW_CASE, school)).select_related("user")
    order = list(INVITED_AS)
    return sorted(posts.distinct(), key=lambda post: (order.index(post.role), post.user.name))


def _check_addresses(invitees: Sequence[InviteeFacts]) -> None:
    seen: set[str] = set()
    for facts in invitees:
        if not facts.called:
            raise RuleError("Give the name of everybody you invite by e-mail", field="invitees")
        try:
            validate_email(facts.address)
        except ValidationError as error:
            raise RuleError(f"Give an e-mail address for {facts.called}", field="invitees") from error
        if facts.address in seen:
            raise RuleError(f"{facts.called} is on the list twice: invite each person once", field="invitees")
        seen.add(facts.address)


def _check_diocese(school: School, invitees: Sequence[InviteeFacts]) -> None:
    officers = set(diocesan_officers(school))
    if not officers:
        raise RuleError(
            f"Share the school with the {school.diocese} first: its officers attend every conference about "
            "a church school, and at present they can’t see this one",
            field="invitees",
        )
    if not any(facts.user in officers for facts in invitees if facts.required_as == As.DIOCESE):
        names = " or ".join(sorted(user.name for user in officers))
        raise RuleError(f"Invite the {school.diocese} as well: {names}", field="invitees")
