"""What waits for a second person: posts that read what an LA keeps to itself, and addresses."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.confirming import WAITING, addresses_at, has_part_in, las_read_by, posts_at, who_can_confirm
from people.forms.people import RefuseForm
from people.guards import person, seen_or_404
from people.managed import confirming_las
from people.models import AddressChange, Post, User
from people.roles import RULES
from people.services.addresses import confirm_address, refuse_address
from people.services.confirming import confirm_post, refuse_post
from people.views.posted import posted
from people.words import CIRCLE_WORDS, doings
from record.errors import RuleError
from record.words import listed


@require_safe
def to_confirm(request: HttpRequest) -> HttpResponse:
    """Everything that waits at the reader's LAs, each with what it would open."""
    las = confirming_las(request)
    posts = posts_at(las).waiting().select_related("user", "la", "appointed_by").prefetch_related("schools")
    addresses = addresses_at(las).filter(outcome=WAITING).select_related("user", "asked_by")
    context = {
        "posts": [_about_post(post, person(request)) for post in posts.order_by("appointed_at", "pk")],
        "addresses": [_about_address(change, person(request)) for change in addresses],
        "las": list(las),
    }
    return render(request, "people/to_confirm.html", context)


@require_POST
def post_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The post is held."""
    post = _post(request, pk)
    words = f"{post.user} was confirmed as {post.get_role_display()}."
    return _done(request, lambda: confirm_post(post, by=person(request)), words)


@require_http_methods(["GET", "HEAD", "POST"])
def post_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The post was never held."""
    post = _post(request, pk)
    words = f"{post.user} was refused as {post.get_role_display()}."
    return _refuse(request, {"post": post}, lambda **facts: refuse_post(post, **facts), words)


@require_POST
def address_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The person signs in with the new address."""
    change = _address(request, pk)
    words = f"{change.user} signs in with {change.email} from now on, once a password is chosen from there."
    return _done(request, lambda: confirm_address(change, by=person(request)), words)


@require_http_methods(["GET", "HEAD", "POST"])
def address_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The address stays as it is."""
    change = _address(request, pk)
    words = f"The new address of {change.user} was refused."
    return _refuse(request, {"change": change}, lambda **facts: refuse_address(change, **facts), words)


def _post(request: HttpRequest, pk: int) -> Post:
    rows = posts_at(confirming_las(request)).select_related("user", "la")
    return seen_or_404(request, rows, pk=pk)


def _address(request: HttpRequest, pk: int) -> AddressChange:
    rows = addresses_at(confirming_las(request)).select_related("user", "asked_by")
    return seen_or_404(request, rows, pk=pk)


def _about_post(post: Post, reader: User) -> dict[str, Any]:
    rule = RULES[post.role]
    return {
        "post": post,
        "reads": CIRCLE_WORDS[rule.circle],
        "schools": list(post.schools.all()),
        "may": listed(doings(rule.all_perms)),
        **_who(post, reader),
    }


def _about_address(change: AddressChange, reader: User) -> dict[str, Any]:
    return {
        "change": change,
        "opens": f"Reads what {listed(las_read_by(change.user))} keeps to itself.",
        **_who(change, reader),
    }


def _who(item: Post | AddressChange, reader: User) -> dict[str, Any]:
    others = who_can_confirm(item) if has_part_in(item, reader) else []
    return {"may_confirm": not has_part_in(item, reader), "others": others}


def _refuse(
    request: HttpRequest, about: dict[str, Any], act: Callable[..., object], words: str
) -> HttpResponse:
    form = RefuseForm(posted(request))
    if form.is_valid():
        try:
            act(why=form.cleaned_data["why"], by=person(request))
        except RuleError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, words)
            return redirect("people:to-confirm")
    return render(request, "people/refuse.html", {"form": form, **about})


def _done(request: HttpRequest, act: Callable[[], object], words: str) -> HttpResponse:
    try:
        act()
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("people:to-confirm")
