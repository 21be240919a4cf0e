"""Sharing a school with its diocese or with one person, and ending a share. Access follows at once."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta

from django.db.models import F, Q

from people.events import SHARE_ENDED, SHARE_MADE, record_access
from people.models import Share, User
from people.places import places_of_share
from people.services.grants import derive_for
from people.words import named
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from record.words import plain_day
from schools.models import School
from schools.permissions import Circle, Perm

# What a share may let a person do beyond reading. Running a case, judging and sharing on come with a post.
SHAREABLE = {
    Perm.ADD_EVIDENCE: "Add evidence",
    Perm.CONTRIBUTE_EVIDENCE: "Send evidence for a review",
    Perm.DRAFT_PLAN: "Write the plan",
    Perm.COMMENT_PLAN: "Comment on the plan",
    Perm.COMMENT_REVIEW: "Comment on a review",
    Perm.RESPOND_TO_LETTER: "Answer a letter",
}


@service
def share_with_diocese(
    school: School,
    *,
    why: str,
    since: date,
    circle: str = Circle.DIOCESE,
    until: date | None = None,
    agreed_by: User | None = None,
    by: User,
) -> Share:
    """The school's own diocese sees the school's casework, up to the circle, from the first day to the last.

    Refuses (RuleError with the field) a school without a diocese in the register, a circle of the LA's own, a
    share without a reason, and a second share with that diocese at the same time. ``agreed_by`` is ``by`` if
    not given.
    """
    school = School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    if school.diocese is None:
        raise RuleError("The register names no diocese for this school.", field="diocese")
    if circle not in (Circle.DIOCESE, Circle.SCHOOL):
        raise RuleError(
            "A diocese sees what is for “LA and diocese”, or only what is shared with the school.",
            field="circle",
        )
    share = Share(
        school=school,
        diocese=school.diocese,
        circle=circle,
        why=why.strip(),
        since=since,
        until=until,
        agreed_by=agreed_by or by,
    )
    return _begin(share)


@service
def share_with_person(
    school: School,
    *,
    user: User,
    perms: Iterable[str] = (),
    circle: str,
    why: str,
    since: date,
    until: date | None = None,
    agreed_by: User | None = None,
    by: User,
) -> Share:
    """The person sees the school's casework, up to the circle, and may do what ``perms`` name.

    Refuses (RuleError with the field) somebody who is not active, oneself, a permission that only a post
    brings, a share without a reason, and a second share with that person at the same time.
    """
    school = School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    perms = sorted(set(perms))
    if not user.is_active:
        raise RuleError(f"{user} is not active, and would see nothing.", field="user")
    if user.pk == by.pk:
        raise RuleError("Nobody shares a school with themselves.", field="user")
    if circle not in (Circle.LA, Circle.DIOCESE, Circle.SCHOOL):
        raise RuleError("Say how far the share goes.", field="circle")
    if any(perm not in set(SHAREABLE) for perm in perms):
        raise RuleError("That comes with a post only, never with a share.", field="perms")
    share = Share(
        school=school,
        user=user,
        perms=perms,
        circle=circle,
        why=why.strip(),
        since=since,
        until=until,
        agreed_by=agreed_by or by,
    )
    return _begin(share)


@service
def end_share(share: Share, *, why: str, by: User | None) -> Share:
    """The share is over and its access gone at once; why it ended is kept.

    Refuses (AlreadyDone) a share that is over, (RuleError) an end without a reason.
    """
    share = Share.objects.select_for_update(of=("self",)).get(pk=share.pk)
    if share.until is not None and share.until < clock.today():
        raise AlreadyDone(f"This share ended on {plain_day(share.until)}.")
    if not why.strip():
        raise RuleError("Say why the share ends.", field="why")
    share.until = clock.today() - timedelta(days=1)
    share.ended_why = why.strip()
    share._change_reason = share.ended_why
    share.save()
    record_access(
        SHARE_ENDED,
        at=share.school,
        subject=share.diocese or share.user,
        why=_sentence(share.ended_why),
        share=share.pk,
    )
    derive_for(places_of_share(share))
    return share


def end_contradicted_shares() -> int:
    """No share stands with a diocese that the register no longer names for its school; says how many ended.

    One short query when there is nothing to do, so that the worker may ask all the time.
    """
    wrong = Share.objects.lasting().filter(diocese__isnull=False)
    wrong = wrong.filter(Q(school__diocese=None) | ~Q(diocese=F("school__diocese")))
    ended = 0
    for share in wrong:
        with suppress(AlreadyDone):  # by another worker, since the list was read
            end_share(share, why="The register no longer has the school in this diocese.", by=None)
            ended += 1
    return ended


def _begin(share: Share) -> Share:
    if not share.why:
        raise RuleError("Say why the school is shared, and who agreed to it.", field="why")
    if share.until is not None and share.until < share.since:
        raise RuleError("The last day is before the first: change one of them.", field="until")
    if share.until is not None and share.until < clock.today():
        raise RuleError("The last day has passed: nobody would see anything.", field="until")
    _refuse_twin(share)
    share._change_reason = share.why
    share.save()
    record_access(
        SHARE_MADE,
        at=share.school,
        subject=share.diocese or share.user,
        since=share.since,
        until=share.until,
        circle=share.circle,
        why=_sentence(share.why),
        agreed_by=str(share.agreed_by),
        share=share.pk,
    )
    derive_for(places_of_share(share))
    return share


def _refuse_twin(share: Share) -> None:
    twins = Share.objects.lasting().filter(school=share.school, diocese=share.diocese, user=share.user)
    twins = twins.exclude(until__lt=F("since")).filter(Q(until=None) | Q(until__gte=share.since))
    if share.until is not None:
        twins = twins.filter(since__lte=share.until)
    twin = twins.first()
    if twin is not None:
        raise RuleError(
            f"The school is shared with {named(share.diocese or share.user)} already, "
            f"since {plain_day(twin.since)}. End that share first.",
            field="diocese" if share.diocese else "user",
        )


def _sentence(text: str) -> str:
    """The text as a sentence of its own, in quotation marks."""
    return f"“{text.rstrip('.')}.”"
