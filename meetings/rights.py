"""Who may do what with a meeting: asked on its school, or on the authority where it is about none.

Conferences and strategy meetings are prepared, recorded and minuted by the same code. What differs is which
permission is asked and where, and that is said here alone.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from meetings.models import Meeting, MeetingType
from meetings.models.meeting import GUESTS
from people import access
from people.guards import require
from people.models import Post, User
from schools.models import Diocese, LocalAuthority, School
from schools.permissions import Perm

# What a permission on a school's meetings is called for those of the authority.
OF_THE_LA = {Perm.MANAGE_MEETING: Perm.MANAGE_STRATEGY, Perm.RECORD_MEETING: Perm.RECORD_STRATEGY}


def scope_of(meeting: Meeting) -> School | LocalAuthority:
    """What permissions are asked on."""
    return meeting.school or meeting.la


def perm_for(perm: Perm, meeting: Meeting) -> Perm:
    """The permission that is asked for this meeting where a conference asks ``perm``."""
    return perm if meeting.school_id else OF_THE_LA.get(perm, perm)


def may(user: Any, perm: Perm, meeting: Meeting) -> bool:
    """Whether the person holds for this meeting what ``perm`` is for a conference."""
    return access.may(user, perm_for(perm, meeting), scope_of(meeting))


def require_for(request: HttpRequest, perm: Perm, meeting: Meeting) -> None:
    """Nothing, if the person may; otherwise 403 (PermissionDenied)."""
    require(request, perm_for(perm, meeting), scope_of(meeting))


def held_for(user: Any, meeting: Meeting) -> set[Perm]:
    """Everything that the person may do with the meeting, in the words of a conference."""
    if meeting.school:
        return access.perms_of(user, meeting.school)
    held = access.perms_at(user, meeting.la) - set(OF_THE_LA)
    return held | {perm for perm, asked in OF_THE_LA.items() if asked in held}


def people_who_may(perm: Perm, meeting: Meeting) -> QuerySet[User]:
    """Active people who may do that with the meeting today. Whoever is a guest may see it and no more."""
    if meeting.school:
        return access.users_where(perm, meeting.school)
    people = access.users_at(perm_for(perm, meeting), meeting.la)
    if perm != Perm.VIEW_CASE:
        return people
    guests = guests_of(meeting.type, meeting.diocese_id).filter(pk__in=meeting.invitees.values("user"))
    return User.objects.filter(Q(pk__in=people.values("pk")) | Q(pk__in=guests.values("pk")))


def people_to_invite(
    type_: MeetingType, la: LocalAuthority, diocese: Diocese | None = None
) -> QuerySet[User]:
    """Whoever may be told of the LA's meetings of this type: its own people and the guests.

    With ``diocese`` no guests of another one.
    """
    own = access.users_at(Perm.VIEW_CASE, la)
    guests = guests_of(type_, diocese.pk if diocese else None)
    return User.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=guests.values("pk")))


def guests_of(type_: MeetingType, diocese: int | None = None) -> QuerySet[User]:
    """Active people in a post that takes part in meetings of this type from outside the office."""
    roles = [role for role, types in GUESTS.items() if type_.code in types]
    posts = Post.objects.current().filter(role__in=roles)
    if diocese:
        posts = posts.filter(Q(diocese=diocese) | Q(diocese=None))
    return User.objects.filter(is_active=True, pk__in=posts.values("user_id"))
