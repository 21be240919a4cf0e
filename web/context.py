"""What every page knows: the navigation, and who is signed in."""

from collections.abc import Container
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from people.models import Post
from people.roles import Role, roles_with
from record.words import listed
from schools.permissions import Perm

SECTIONS = [
    ("Home", "/"),
    ("Schools", "/schools/"),
    ("Cases", "/cases/"),
    ("Meetings", "/meetings/"),
    ("Letters", "/letters/"),
]


BELONGS_TO = {"/plans/": "/cases/"}  # pages that stand in no section of their own
PEOPLE = ("People", "/people/")
SUPPORT = ("Support", "/support/")
TO_CONFIRM = ("To confirm", "/people/to-confirm/")


class Item(NamedTuple):
    """One entry of the navigation."""

    label: str
    url: str
    current: bool


def site(request: HttpRequest) -> dict[str, Any]:
    """The context of every page. The roles are looked up once, and only where a page shows them."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    roles: Any = SimpleLazyObject(lambda: roles_of(user))
    return {
        "navigation": SimpleLazyObject(lambda: navigation(request.path, roles)) if signed_in else [],
        "roles_of_user": SimpleLazyObject(lambda: listed(roles.values()) if signed_in else ""),
        "site_note": getattr(settings, "SITE_NOTE", ""),
        "help_email": settings.LETTER_EMAIL,
        "help_phone": settings.LETTER_PHONE,
    }


def navigation(path: str, roles: Container[str] = ()) -> list[Item]:
    """The sections, the one that the page belongs to marked.

    Support is for those who read as the LA does, People for administrators, To confirm for those who may.
    """
    sections = [*SECTIONS, PEOPLE] if Role.ADMINISTRATOR in roles else [*SECTIONS]
    if any(role in roles for role in roles_with(Perm.READ_LA)):
        sections.append(SUPPORT)
    if any(role in roles for role in roles_with(Perm.CONFIRM_POSTS)):
        sections.append(TO_CONFIRM)
    path = next((url for start, url in BELONGS_TO.items() if path.startswith(start)), path)
    here = [url for _, url in sections if (path == url if url == "/" else path.startswith(url))]
    current = max(here, key=len, default=None)  # To confirm lies below People
    return [Item(label, url, url == current) for label, url in sections]


def roles_of(user: Any) -> dict[str, str]:
    """The roles that the person holds today, each once, with their titles."""
    posts = Post.objects.current().filter(user=user).order_by("since")
    return {post.role: post.get_role_display() for post in posts}
