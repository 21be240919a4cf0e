"""What every page knows: the navigation, and who is signed in."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from people.models import Post
from web.words import listed

SECTIONS = [
    ("Home", "/"),
    ("Schools", "/schools/"),
    ("Cases", "/cases/"),
    ("Meetings", "/meetings/"),
    ("Letters", "/letters/"),
]


class Item(NamedTuple):
    """One entry of the navigation."""

    label: str
    url: str
    current: bool


def site(request: HttpRequest) -> dict[str, Any]:
    """The context of every page. The roles are looked up only where a page shows them."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "navigation": navigation(request.path) if signed_in else [],
        "roles_of_user": SimpleLazyObject(lambda: roles_of(user) if signed_in else ""),
        "site_note": getattr(settings, "SITE_NOTE", ""),
        "help_email": settings.LETTER_EMAIL,
        "help_phone": settings.LETTER_PHONE,
    }


def navigation(path: str) -> list[Item]:
    """The sections, the one that the page belongs to marked."""
    return [Item(label, url, path == url if url == "/" else path.startswith(url)) for label, url in SECTIONS]


def roles_of(user: Any) -> str:
    """The roles that the person holds today, each once: “Senior Adviser and Clerk”."""
    posts = Post.objects.current().filter(user=user).order_by("since")
    return listed(dict.fromkeys(post.get_role_display() for post in posts))
