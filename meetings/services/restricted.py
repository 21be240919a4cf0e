"""Part B: who is named on the restricted items, and who may therefore write, check and read their minutes.

Nobody else learns that there is a Part B: whatever asks here says "nothing" to everybody else.
"""

from django.db.models import Q, QuerySet

from meetings.choices import Part
from meetings.models import AgendaItem, Meeting, Minutes
from people import access
from people.models import User
from schools.permissions import Perm


def restricted_items(meeting: Meeting) -> QuerySet[AgendaItem]:
    """The restricted items under which something was recorded."""
    items = meeting.items.filter(part=Part.B)
    spoken = Q(decisions__isnull=False) | Q(draft_actions__isnull=False) | Q(papers__reviewed=True)
    spoken |= Q(rag__gt="") | Q(state=AgendaItem.State.PUT_OFF)
    return items.filter(~Q(notes="") | spoken).distinct()


def named_on_all(meeting: Meeting) -> QuerySet[User]:
    """Who reads Part B: named on every restricted item with content, and seeing the school's cases still.

    On every one: whoever is named on some of them alone would else read the others.
    """
    items = list(restricted_items(meeting))
    if not items or meeting.school is None:
        return User.objects.none()
    people = access.users_where(Perm.VIEW_CASE, meeting.school)
    for item in items:
        people = people.filter(pk__in=item.named.values("pk"))
    return people.order_by("name")


def may_write_part_b(meeting: Meeting, user: User) -> bool:
    """There is something to write, Part B is not approved, and the person is named and writes minutes."""
    if meeting.school is None or not meeting.is_over or meeting.status == Meeting.Status.CANCELLED:
        return False
    last = latest_part_b(meeting)
    if last and last.status != Minutes.Status.SENT_BACK:
        return False
    held = access.perms_of(user, meeting.school)
    writes = bool({Perm.RECORD_MEETING, Perm.APPROVE_MINUTES} & held)
    return writes and named_on_all(meeting).filter(pk=user.pk).exists()


def latest_part_b(meeting: Meeting) -> Minutes | None:
    """The last version of Part B."""
    return meeting.minutes.filter(part=Part.B).order_by("version").last()


def part_b_to_check(meeting: Meeting, user: User) -> Minutes | None:
    """The draft of Part B that the person may check: named in it, approving minutes, not its drafter."""
    last = latest_part_b(meeting)
    if last is None or last.status != Minutes.Status.DRAFT or meeting.school is None:
        return None
    checks = last.drafted_by_id != user.pk and access.may(user, Perm.APPROVE_MINUTES, meeting.school)
    return last if checks and last.named.filter(pk=user.pk).exists() else None


def part_b_is_owed(meeting: Meeting) -> bool:
    """Something was said under a restricted item, and there are no approved minutes of it."""
    last = latest_part_b(meeting)
    return restricted_items(meeting).exists() and not (last and last.is_approved)
