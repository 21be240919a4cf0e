"""Entering people, inviting them to sign in, and closing their accounts. Nobody is ever deleted."""

from people.checks import check_password, checked_email, checked_name
from people.confirming import las_read_by, needs_second_person
from people.events import (
    PASSWORD_CHOSEN,
    PERSON_ADDED,
    PERSON_CHANGED,
    PERSON_CHANGED_ALONE,
    PERSON_DEACTIVATED,
    PERSON_INVITED,
    PERSON_REACTIVATED,
    record_access,
)
from people.invitations import link_for, new_token, valid_until
from people.mails import mail_person
from people.models import User
from people.places import places_of
from people.services.addresses import ask_for_address, sign_in_with
from people.services.grants import derive_for
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from record.words import listed

FIELDS = {"name": "name", "email": "e-mail address", "title": "title", "telephone": "telephone number"}


@service
def add_person(
    *,
    email: str,
    name: str,
    title: str = "",
    telephone: str = "",
    password: str | None = None,
    by: User | None,
) -> User:
    """The person is known and active; without a password only an invitation lets them in.

    Refuses (RuleError with the field) an address that is none or belongs to somebody already, a missing name,
    and a password that is too easy.
    """
    email, name = checked_email(email), checked_name(name)
    user = User(email=email, name=name, title=title.strip(), telephone=telephone.strip())
    if password is not None:
        check_password(password, user)
    user.set_password(password)
    user.save()
    record_access(PERSON_ADDED, subject=user, email=email)
    return user


@service
def change_person(
    user: User, *, email: str, name: str, title: str = "", telephone: str = "", by: User | None
) -> User:
    """The person's details are these; a new address is told to the old one: it is what they sign in with.

    Signing in takes a new password then, chosen from the new address. The new address of somebody who reads
    what an LA keeps to itself waits to be confirmed; as long as nobody ever could, it counts at once.

    Refuses (RuleError with the field) as ``add_person`` does.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    new = {
        "email": checked_email(email, besides=user),
        "name": checked_name(name),
        "title": title.strip(),
        "telephone": telephone.strip(),
    }
    old = {field: getattr(user, field) for field in new}
    changed = [field for field in FIELDS if new[field] != old[field]]
    if "email" in changed and needs_second_person(user):
        ask_for_address(user, new["email"], by=by)
        changed.remove("email")
    if not changed:
        return user
    if "email" in changed:
        sign_in_with(user, new["email"])
    for field in changed:
        setattr(user, field, new[field])
    user.save()
    alone = "email" in changed and las_read_by(user).exists()
    record_access(
        PERSON_CHANGED_ALONE if alone else PERSON_CHANGED,
        subject=user,
        what=listed(FIELDS[field] for field in changed),
        before={field: old[field] for field in changed},
        after={field: new[field] for field in changed},
    )
    return user


@service
def invite_person(user: User, *, by: User | None) -> str:
    """A mail with a link is on its way, by which the person chooses a password; gives the link.

    The link works once and until a moment that the mail names. Refuses (RuleError) somebody who is not
    active.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise RuleError(f"{user} is not active. Make the person active again first.")
    token = new_token(user)
    link = link_for(user, token)
    posts = user.posts.lasting().prefetch_related("schools").select_related("la", "diocese")
    mail_person(user, "invitation", to=user.email, stamp=token, link=link, until=valid_until(), posts=posts)
    record_access(PERSON_INVITED, subject=user)
    return link


@service
def accept_invitation(user: User, *, password: str, by: User | None) -> User:
    """The person signs in with this password from now on, and the link is used up.

    Refuses (RuleError) a password that is too easy.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    check_password(password, user)
    user.set_password(password)
    user.save()
    record_access(PASSWORD_CHOSEN, subject=user)
    return user


@service
def deactivate_person(user: User, *, why: str, by: User | None) -> User:
    """The person sees nothing any more, at once and in every open session; name and deeds stay in the record.

    The password is gone too, so that coming back takes a new invitation. Refuses (RuleError) an empty reason
    and closing one's own account, (AlreadyDone) an account that is closed.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise AlreadyDone(f"{user} was deactivated already.")
    if by is not None and by.pk == user.pk:
        raise RuleError("Nobody closes their own account. Ask somebody else who manages people.")
    if not why.strip():
        raise RuleError("Say why the account is closed.", field="why")
    user.is_active = False
    user.deactivated_at = clock.now()
    # Sessions carry a hash of the password: without one, none of them is good any more, now or later.
    user.set_unusable_password()
    user.save()
    record_access(PERSON_DEACTIVATED, subject=user, why=why.strip())
    _derive_all_of(user)
    return user


@service
def reactivate_person(user: User, *, by: User | None) -> User:
    """The person is active again, with what posts and shares open today; signing in takes an invitation.

    Refuses (AlreadyDone) an account that is open.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        raise AlreadyDone(f"{user} is active already.")
    user.is_active = True
    user.deactivated_at = None
    user.save()
    record_access(PERSON_REACTIVATED, subject=user)
    _derive_all_of(user)
    return user


def _derive_all_of(user: User) -> None:
    posts = user.posts.lasting().select_related("la", "diocese")
    shares = user.shares.lasting().select_related("school", "diocese")
    derive_for(places_of(posts, shares))
