"""One person: details, posts over time, and what may be done about them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.confirming import INNER_ROLES, WAITING, needs_second_person, who_can_confirm
from people.events import sentence_of
from people.forms.people import PersonForm, WhyForm
from people.forms.posts import AppointForm, EndPostForm
from people.guards import seen_or_404
from people.managed import managed_las, managed_people, managed_posts
from people.models import AccessEvent, Post, User
from people.roles import RULES, Role
from people.services.people import change_person, deactivate_person, invite_person, reactivate_person
from people.services.posts import appoint as appoint_to_post
from people.services.posts import end_post
from people.views.posted import posted
from record import clock
from record.errors import RuleError
from record.words import listed

LATELY = 20


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of the person, and every post there was."""
    las = managed_las(request)
    user = seen_or_404(request, managed_people(las), pk=pk)
    posts = list(
        user.posts.select_related("la", "diocese").prefetch_related("schools").order_by("-since", "-pk")
    )
    ending = set(managed_posts(las).filter(user=user).values_list("pk", flat=True))
    address = user.address_changes.filter(outcome=WAITING).select_related("asked_by").first()
    events = AccessEvent.objects.filter(subject_id=user.pk).order_by("-at", "-pk")[:LATELY]
    context = {
        "person": user,
        "posts": [_about(post, may_end=post.pk in ending) for post in posts],
        "address": address,
        "address_confirmers": who_can_confirm(address) if address else [],
        "address_waits": address is not None and needs_second_person(user),
        "shares": user.shares.select_related("school", "agreed_by").order_by("-since"),
        "changes": [{"sentence": sentence_of(e), "at": e.at, "by": e.actor_name} for e in events],
        "is_self": user == request.user,
        "today": clock.today(),
    }
    return render(request, "people/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's details are others."""
    user = seen_or_404(request, managed_people(managed_las(request)), pk=pk)
    form, before = PersonForm.of(user, posted(request)), user.email
    if form.is_valid():
        try:
            user = change_person(user, **form.cleaned_data, by=_by(request))
        except RuleError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _saved(user, before, form.cleaned_data["email"]))
            return redirect("people:person", pk=user.pk)
    context = {"person": user, "form": form, "waits": needs_second_person(user)}
    return render(request, "people/person_change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """The person holds one more post."""
    las = managed_las(request)
    user = seen_or_404(request, managed_people(las), pk=pk)
    form = AppointForm(posted(request), las=las)
    if form.is_valid():
        try:
            post = appoint_to_post(user, **form.facts(), by=_by(request))
        except RuleError as error:
            form.add_error(form.field_of(error.field), str(error))
        else:
            messages.success(request, _appointed(post))
            return redirect("people:person", pk=user.pk)
    roles = listed(Role(role).label for role in INNER_ROLES)
    return render(request, "people/post_add.html", {"person": user, "form": form, "to_confirm": roles})


@require_http_methods(["GET", "HEAD", "POST"])
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The post has a last day."""
    las = managed_las(request)
    found = seen_or_404(request, managed_posts(las).select_related("user", "la", "diocese"), pk=pk)
    form = EndPostForm(posted(request), initial={"on": clock.today()})
    if form.is_valid():
        try:
            end_post(found, **form.cleaned_data, by=_by(request))
        except RuleError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"The post of {found.user} was ended.")
            return redirect("people:person", pk=found.user_id)
    return render(request, "people/post_end.html", {"post": found, "person": found.user, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's account is closed."""
    user = seen_or_404(request, managed_people(managed_las(request)), pk=pk)
    form = WhyForm(posted(request))
    if form.is_valid():
        try:
            deactivate_person(user, why=form.cleaned_data["why"], by=_by(request))
        except RuleError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"{user} was deactivated.")
            return redirect("people:person", pk=user.pk)
    return render(request, "people/person_deactivate.html", {"person": user, "form": form})


@require_POST
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's account is open again."""
    user = seen_or_404(request, managed_people(managed_las(request)), pk=pk)
    return _done(
        request, user, reactivate_person, f"{user} is active again. Invite {user} to choose a password."
    )


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """A mail with a link to choose a password is on its way."""
    user = seen_or_404(request, managed_people(managed_las(request)), pk=pk)
    return _done(request, user, invite_person, f"{user} was invited to sign in: a mail goes to {user.email}.")


def _about(post: Post, *, may_end: bool) -> dict[str, Any]:
    confirmers = who_can_confirm(post) if post.is_waiting else []
    return {"post": post, "rule": RULES[post.role], "may_end": may_end, "confirmers": confirmers}


def _saved(user: User, before: str, asked: str) -> str:
    """What became of the details: a new address counts, or waits."""
    told = f"The details of {user} were saved."
    if user.email != before:
        return f"{told} Signing in takes a new password: invite {user} to choose one."
    if asked.strip().lower() != before:
        return f"{told} The new address waits to be confirmed; until then {user} signs in with the old one."
    return told


def _appointed(post: Post) -> str:
    if post.needs_confirming:
        return f"{post.user} was named as {post.get_role_display()}. It opens nothing until it is confirmed."
    return f"{post.user} was appointed {post.get_role_display()}."


def _done(request: HttpRequest, user: User, act: Any, words: str) -> HttpResponse:
    try:
        act(user, by=_by(request))
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("people:person", pk=user.pk)


def _by(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]
