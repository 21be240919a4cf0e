"""Telling those who confirm posts and addresses that something waits for them."""

from django.conf import settings
from django.urls import reverse

from people.access import las_where
from people.confirming import WAITING, addresses_at, posts_at, who_can_confirm
from people.mails import mail_person
from people.models import AddressChange, Post, User
from record import clock
from schools.permissions import Perm


def tell_confirmers(item: Post | AddressChange) -> None:
    """Everybody who can confirm it has a mail that something waits: one a day, however much was asked for."""
    link = settings.SITE_URL + reverse("people:to-confirm")
    for user in who_can_confirm(item):
        stamp = f"{_first_waiting(user)} {clock.today()}"
        mail_person(user, "to_confirm", to=user.email, stamp=stamp, link=link)


def _first_waiting(user: User) -> str:
    """What has waited longest for this person: a new one, once the list was empty, is told anew."""
    las = las_where(user, may=Perm.CONFIRM_POSTS)
    post = posts_at(las).waiting().order_by("pk").first()
    address = addresses_at(las).filter(outcome=WAITING).order_by("pk").first()
    return f"post {post.pk if post else None}, address {address.pk if address else None}"
