"""Links by which somebody signs in: asked for, and used up."""

from datetime import timedelta

from people.events import LINK_USED, record_access
from people.links import holder_of_link, link_for, new_token, valid_until
from people.mails import mail_person
from people.models import User
from record import clock
from record.errors import RuleError
from record.models import Dispatch
from record.services import service

AN_HOUR = timedelta(hours=1)
LINKS_AN_HOUR = 5
MAIL = "sign_in_link"


@service
def send_link(email: str, *, onward: str, by: User | None) -> None:
    """If the address is somebody's who is active, a link is on its way there; nobody learns whether it is.

    Of more than five within an hour to one person, the others are not sent.
    """
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        return
    mails = Dispatch.objects.filter(key__startswith=f"people.{MAIL}:{user.pk}:")
    if mails.filter(created_at__gt=clock.now() - AN_HOUR).count() >= LINKS_AN_HOUR:
        return
    token = new_token(user, onward=onward)
    # The moment, too: asked for twice within a second, a token is the same.
    stamp = f"{token} {clock.now().isoformat()}"
    mail_person(user, MAIL, to=user.email, stamp=stamp, link=link_for(token), until=valid_until())


@service
def use_link(token: str, *, by: User | None) -> User:
    """The link is used up, and so is every other of that person; says whom it signs in.

    It is, too, when the second step of signing in then fails. Refuses (RuleError) a link that does not work.
    """
    user = holder_of_link(token)
    if user is None:
        raise RuleError("This link does not work any more.")
    user = User.objects.select_for_update().get(pk=user.pk)
    if holder_of_link(token) is None:
        raise RuleError("This link does not work any more.")
    user.last_login = clock.now()
    user.save(update_fields=["last_login"])
    record_access(LINK_USED, subject=user)
    return user
