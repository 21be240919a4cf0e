"""Who is invited to a conference: who should be, and who may be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet

from concern_cases.models import ConcernCase
from meetings.models import AttendanceRule, Invitee, Meeting, MeetingType, Member
from meetings.reference import CASE_CONFERENCE
from meetings.rights import people_to_invite, people_who_may
from meetings.words import day_in_words
from people import access
from people.models import Post, User
from people.roles import Role
from record.errors import RuleError
from schools.models import Diocese, LocalAuthority, School
from schools.permissions import Perm

As = Invitee.RequiredAs


@dataclass(frozen=True)
class InviteeFacts:
    """One person to invite: by account, or by name and e-mail address alone."""

    required_as: str
    user: User | None = None
    name: str = ""
    email: str = ""
    role: str = ""  # what the person is, for whoever chooses; not stored
    must_come: bool = False  # no date is proposed without this person; not stored
    one_of: str = ""  # of those with the same words one is enough for a date; not stored

    @property
    def address(self) -> str:
        return (self.user.email if self.user else self.email).strip().lower()

    @property
    def called(self) -> str:
        return self.user.name if self.user else self.name.strip()


def suggested_invitees(
    case: ConcernCase, *, chair: User | None = None, type_code: str = CASE_CONFERENCE, on: date | None = None
) -> list[InviteeFacts]:
    """Whoever the rules of attendance name for a meeting of this type about the school today, each once.

    Only people who may see the school's cases, on the day ``on`` too if one is given; the chair (the case's
    lead, unless another is named) first.
    """
    return suggested_for(case.school, chair=chair or case.lead, type_code=type_code, on=on)


def suggested_for(
    school: School, *, chair: User, type_code: str = CASE_CONFERENCE, on: date | None = None
) -> list[InviteeFacts]:
    """The same for a meeting about the school with this chair."""
    found = {chair.pk: InviteeFacts(As.CHAIR, user=chair, role="Chairs the meeting", must_come=True)}
    for post, rule in _posts_about(school, type_code, on):
        if post.user_id not in found:
            role = post.get_role_display()
            found[post.user_id] = InviteeFacts(
                rule.required_as, user=post.user, role=role, must_come=rule.must_come, one_of=post.role
            )
    return list(found.values())


def suggested_for_la(
    la: LocalAuthority,
    *,
    chair: User,
    type_: MeetingType,
    on: date | None = None,
    diocese: Diocese | None = None,
) -> list[InviteeFacts]:
    """Who belongs to the group and whoever the rules name for its meeting today, each once, the chair first.

    With ``on`` the members of that day, and no post that ends before it; with ``diocese`` no officers of
    another one.
    """
    found = {chair.pk: InviteeFacts(As.CHAIR, user=chair, role="Chairs the meeting", must_come=True)}
    rules = {rule.role: rule for rule in type_.attendance_rules.all()}
    posts = Post.objects.current().filter(Q(la=la) | Q(la=None), role__in=rules)
    if on:
        posts = posts.filter(Q(until=None) | Q(until__gte=on))
    allowed = people_to_invite(type_, la, diocese)
    posts = posts.filter(user__in=allowed).select_related("user", "diocese")
    members = Member.objects.current(on).filter(la=la, type=type_, user__in=allowed)
    for member in members.select_related("user", "seat"):
        role = str(member.seat or "Member")
        found.setdefault(member.user_id, InviteeFacts(As.LA, user=member.user, role=role))
    for post in sorted(posts, key=lambda post: (rules[post.role].order, post.user.name)):
        rule = rules[post.role]
        if post.user_id not in found:
            role = f"{post.get_role_display()}{f', {post.diocese}' if post.diocese else ''}"
            found[post.user_id] = InviteeFacts(
                rule.required_as, user=post.user, role=role, must_come=rule.must_come
            )
    return list(found.values())


def diocesan_officers(school: School, *, on: date | None = None) -> QuerySet[User]:
    """Officers of the school's own diocese who see its cases, because it is shared with the diocese.

    With ``on`` those who, as far as it is known today, still do on that day.
    """
    seeing = access.users_where(Perm.VIEW_CASE, school, on=on)
    posts = Post.objects.current().filter(role=Role.DIOCESAN_OFFICER, diocese=school.diocese_id)
    return seeing.filter(pk__in=posts.values("user_id")) if school.diocese_id else seeing.none()


def with_accounts(invitees: Iterable[InviteeFacts]) -> list[InviteeFacts]:
    """The same people; whoever was named by the address of an account here is invited by that account.

    So nobody whose access ended is invited past it by address.
    """
    rows = list(invitees)
    addresses = Q(pk__in=[])
    for facts in rows:
        addresses |= Q(email__iexact=facts.address)
    accounts = {user.email.lower(): user for user in User.objects.filter(addresses)}
    return [replace(facts, user=facts.user or accounts.get(facts.address)) for facts in rows]


def check_invitees(
    school: School,
    type_: MeetingType,
    invitees: Sequence[InviteeFacts],
    *,
    without_diocese_why: str = "",
    on: date | None = None,
) -> None:
    """Nothing, if these people may be invited to a meeting on that day.

    Refuses (RuleError) nobody, an address twice or not an address, somebody who can't see the school's cases,
    and a church school's conference without its diocese, unless it is said why.
    """
    if not invitees:
        raise RuleError("Choose whom to invite", field="invitees")
    check_people(school, invitees)
    if needs_diocese(school, type_) and not without_diocese_why:
        check_diocese(school, invitees, on=on)


def check_people(school: School, invitees: Sequence[InviteeFacts]) -> None:
    """Nothing, if each of them has an address and may be told of the school's cases; refuses as above."""
    _check_addresses(invitees)
    accounts = {facts.user.pk for facts in invitees if facts.user}
    seeing = set(
        access.users_where(Perm.VIEW_CASE, school).filter(pk__in=accounts).values_list("pk", flat=True)
    )
    unseeing = [facts.called for facts in invitees if facts.user and facts.user.pk not in seeing]
    if unseeing:
        names = ", ".join(unseeing)
        raise RuleError(f"Share the school first: {names} can’t see its cases", field="invitees")


def check_people_of_la(
    type_: MeetingType,
    la: LocalAuthority,
    invitees: Sequence[InviteeFacts],
    *,
    diocese: Diocese | None = None,
) -> None:
    """The same for a meeting of the authority, to which its own people and the type's guests are invited.

    Refuses (RuleError) everybody else, whoever is named by an address alone among them.
    """
    _check_addresses(invitees)
    accounts = {facts.user.pk for facts in invitees if facts.user}
    allowed = set(people_to_invite(type_, la, diocese).filter(pk__in=accounts).values_list("pk", flat=True))
    others = [facts.called for facts in invitees if facts.user is None or facts.user.pk not in allowed]
    if others:
        names = ", ".join(others)
        raise RuleError(f"{names} can’t be invited: it is a meeting of the authority’s own", field="invitees")


def check_may_be_invited(meeting: Meeting, invitees: Sequence[InviteeFacts]) -> None:
    """Nothing, if each of them may be told of this meeting; refuses as the two above."""
    if meeting.school:
        check_people(meeting.school, invitees)
    else:
        check_people_of_la(meeting.type, meeting.la, invitees, diocese=meeting.diocese)


def needs_diocese(school: School | None, type_: MeetingType) -> bool:
    """Whether a meeting of this type about the school requires somebody of its diocese."""
    return bool(school and type_.requires_diocese and school.is_church_school)


def entitled(invitees: Iterable[Invitee], meeting: Meeting) -> list[Invitee]:
    """Those who may have what the meeting says today: by account if they may see the meeting still.

    Whoever comes instead of somebody is told no longer than the sender is.
    """
    seeing = set(people_who_may(Perm.VIEW_CASE, meeting).values_list("pk", flat=True))

    def is_told(invitee: Invitee) -> bool:
        sender = invitee.stands_in_for
        return (invitee.user_id is None or invitee.user_id in seeing) and (sender is None or is_told(sender))

    return [invitee for invitee in invitees if is_told(invitee)]


def add_invitee(meeting: Meeting, facts: InviteeFacts, *, stands_in_for: Invitee | None = None) -> Invitee:
    """The person is on the meeting's list; nothing was sent yet. Whoever calls has checked that it may be."""
    return Invitee.objects.create(
        meeting=meeting,
        user=facts.user,
        name=facts.called,
        email=facts.address,
        required_as=facts.required_as,
        stands_in_for=stands_in_for,
    )


def _posts_about(school: School, type_code: str, on: date | None) -> list[tuple[Post, AttendanceRule]]:
    """Posts at the school, its LA and its diocese whose holders are invited, in the order of the rules."""
    rules = {rule.role: rule for rule in AttendanceRule.objects.filter(type__code=type_code)}
    at = Q(schools=school) | Q(la=school.la_id)
    if school.diocese_id:
        at |= Q(diocese=school.diocese_id)
    posts = Post.objects.current().filter(at, role__in=rules, user__is_active=True)
    posts = posts.filter(user__in=access.users_where(Perm.VIEW_CASE, school)).select_related("user")
    if on:
        posts = posts.filter(user__in=access.users_where(Perm.VIEW_CASE, school, on=on))
    found = sorted(posts.distinct(), key=lambda post: (rules[post.role].order, post.user.name))
    return [(post, rules[post.role]) for post in found]


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


def check_diocese(school: School, invitees: Sequence[InviteeFacts], *, on: date | None = None) -> None:
    """Nothing, if somebody is among them who comes from the school's diocese and sees its cases on the day.

    Otherwise a refusal (RuleError).
    """
    officers = set(diocesan_officers(school))
    if officers and on and not officers & set(diocesan_officers(school, on=on)):
        raise RuleError(
            f"Share the school with the {school.diocese} for longer first: on {day_in_words(on)} its "
            "officers can’t see it any more. Or say why it is held without them",
            field="invitees",
        )
    if not officers:
        raise RuleError(
            f"Share the school with the {school.diocese} first: its officers attend every conference about "
            "a church school, and at present they can’t see this one. Or say why it is held without them",
            field="invitees",
        )
    if not any(facts.user in officers for facts in invitees if facts.required_as == As.DIOCESE):
        names = " or ".join(sorted(user.name for user in officers))
        raise RuleError(
            f"Invite the {school.diocese} as well: {names}. Or say why it is held without", field="invitees"
        )
