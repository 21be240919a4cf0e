"""Confirming and refusing posts that read what an LA keeps to itself. Access follows at once."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate

from people.confirming import decides, has_part_in
from people.events import POST_CONFIRMED, POST_LET_STAND, POST_REFUSED
from people.models import Post, User
from people.places import places_of_post
from people.services.grants import derive_for
from people.services.posts import tell_of_post
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from record.words import plain_day
from schools.permissions import Perm


@service
def confirm_post(post: Post, *, by: User) -> Post:
    """The post is held from its first day on, and opens what it opens.

    Refuses (AlreadyDone) a post that was decided about or has ended, (PermissionDenied) who can't confirm
    there, who asked for it, and confirming one's own.
    """
    post = _locked(post)
    _require_confirmer(post, by)
    if has_part_in(post, by):
        raise PermissionDenied("Nobody confirms a post that they asked for, or that is their own.")
    post.confirmed_by, post.confirmed_at = by, clock.now()
    post.save()
    tell_of_post(POST_CONFIRMED, post, asked_by=str(post.appointed_by or "the server"))
    derive_for(places_of_post(post))
    return post


@service
def refuse_post(post: Post, *, why: str, by: User) -> Post:
    """The post was never held, and why is kept.

    Refuses (AlreadyDone) a post that was decided about or has ended, (PermissionDenied) who can't confirm
    there, (RuleError) a refusal without a reason.
    """
    post = _locked(post)
    _require_confirmer(post, by)
    why = why.strip()
    if not why:
        raise RuleError("Say why it is refused.", field="why")
    post.until, post.ended_why = post.since - timedelta(days=1), why
    post._change_reason = why
    post.save()
    tell_of_post(POST_REFUSED, post, why=why)
    return post


@service
def let_post_stand(post: Post, *, by: None) -> Post:
    """The post is held without a second person: for a command on the server, if nobody is left to confirm.

    Refuses (AlreadyDone) a post that was decided about or has ended.
    """
    post = _locked(post)
    post.needs_confirming = False
    post._change_reason = "Let stand on the server."
    post.save()
    tell_of_post(POST_LET_STAND, post)
    derive_for(places_of_post(post))
    return post


def _locked(post: Post) -> Post:
    """The post's row as it is now, so that two decisions at once take turns."""
    post = Post.objects.select_for_update(of=("self",)).select_related("confirmed_by").get(pk=post.pk)
    if post.confirmed_at:
        on = plain_day(localdate(post.confirmed_at))
        raise AlreadyDone(f"This post was confirmed already, by {post.confirmed_by} on {on}.")
    if not post.is_waiting:
        why = f": “{post.ended_why}”" if post.ended_why else ""
        raise AlreadyDone(f"This post does not wait any more{why}.")
    return post


def _require_confirmer(post: Post, by: User) -> None:
    if not decides(post, by):
        raise PermissionDenied(Perm.CONFIRM_POSTS.value)
