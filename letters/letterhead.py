"""The head of an LA's letters and who signs them, as they are today."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from letters.models import Letterhead
from people.models import Post, User
from people.roles import RULES, Scope, roles_with
from record import clock
from record.pdf import render_pdf
from schools.models import LocalAuthority
from schools.permissions import Perm

PICTURES = ("logo", "signature")


def letterhead_of(la: LocalAuthority) -> Letterhead:
    """The head that an administrator wrote or, without one, an unsaved one of the settings."""
    kept = Letterhead.objects.filter(la=la).first()
    return kept or Letterhead(
        la=la,
        name=settings.AUTHORITY_NAME,
        team=settings.LETTER_TEAM,
        address=settings.LETTER_ADDRESS,
        phone=settings.LETTER_PHONE,
        email=settings.LETTER_EMAIL,
    )


def sender_facts(la: LocalAuthority) -> dict[str, Any]:
    """The letterhead, as letters tell it."""
    head, site = letterhead_of(la), settings.SITE_URL.partition("//")[2]
    return {
        "authority": head.name,
        "team": head.team,
        "office": [line for line in head.address.splitlines() if line.strip()],
        "phone": head.phone,
        "email": head.email,
        "logo": head.logo,
        "of_settings": head.pk is None,
        "site": site,
        "check_at": f"{site}{reverse('letters:verify')}",
    }


def signing_posts(la: LocalAuthority) -> QuerySet[Post]:
    """The posts of today whose holders may authorise letters of the LA, and so sign them."""
    posts = Post.objects.current().filter(la=la, role__in=roles_with(Perm.AUTHORISE_LETTER))
    return posts.select_related("user", "signature")


def post_of(user: User) -> Post | None:
    """The person's post at an LA, by which he or she writes and signs; of several the latest."""
    for post in Post.objects.current().filter(user=user).select_related("signature").order_by("-since"):
        if RULES[post.role].scope == Scope.LA:
            return post
    return None


def pictures_of(facts: Mapping[str, Any]) -> dict[str, Path]:
    """The pictures that a letter of these facts bears, by the name under which its page asks for them."""
    names = [facts[each] for each in PICTURES if facts.get(each)]
    return {name: Path(default_storage.path(name)) for name in names}


def signed_with(user: User | None) -> dict[str, Any]:
    """Who signs, in which post, and the picture of the signature if one is on record."""
    if user is None:
        return {"signatory": {"name": "", "post": ""}, "signature": ""}
    post = post_of(user)
    signature = getattr(post, "signature", None)
    return {
        "signatory": {"name": user.formal_name, "post": post.get_role_display() if post else ""},
        "signature": signature.picture if signature else "",
    }


def pdf_of_sample(la: LocalAuthority) -> bytes:
    """A page that shows the letterhead, and a signature block of everybody who signs."""
    head = {**sender_facts(la), "subject": "Letterhead and signatures", "dated": clock.today()}
    signed = [{**signed_with(post.user), "close": "Yours sincerely"} for post in signing_posts(la)]
    html = render_to_string("letters/pdf/sample.html", {"letter": head, "signed": signed})
    kept = [pictures_of(each) for each in (head, *signed)]
    return render_pdf(
        html, title=head["subject"], kept={name: at for each in kept for name, at in each.items()}
    )
