"""The people of an authority: the list, its export, and entering somebody new."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, OrderBy, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from people.confirming import WAITING
from people.forms.people import FindPeopleForm, PersonForm
from people.managed import managed_las, managed_people
from people.models import AddressChange, Post
from people.roles import Role
from people.services.people import add_person
from people.views.posted import posted
from record import clock
from record.errors import RuleError
from record.exports import download
from record.words import listed
from schools.models import LocalAuthority

A_PAGE = 50
SORTS: dict[str, list[str | OrderBy]] = {
    "name": ["name", "email"],
    "-name": ["-name", "-email"],
    "email": ["email"],
    "-email": ["-email"],
    "seen": [F("last_login").asc(nulls_first=True), "name"],
    "-seen": [F("last_login").desc(nulls_last=True), "name"],
}


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whom the administrator manages, found and sorted."""
    las = managed_las(request)
    form, found = _found(request, las)
    context = {
        "form": form,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "sort": "name",
        "query": request.GET.urlencode(),
        "las": list(las),
    }
    return render(request, "people/people.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same people, as a CSV file that spreadsheets open."""
    las = managed_las(request)
    _, found = _found(request, las)
    rows = []
    for user in found:
        state = "active" if user.is_active else "deactivated"
        seen = f"{user.last_login:%Y-%m-%d}" if user.last_login else ""
        rows.append(
            [user.name, user.email, user.title, user.telephone, "; ".join(_told(user.posts_today))]
            + ["; ".join(_told(user.posts_waiting)), _new_address(user), state, seen]
        )
    heads = ["name", "email", "title", "telephone", "posts", "posts to be confirmed"]
    heads += ["address to be confirmed", "account", "last signed in"]
    return download("csv", name=f"people-{clock.today():%Y-%m-%d}", heads=heads, rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Somebody is entered; the next page appoints them."""
    managed_las(request)
    form = PersonForm(posted(request))
    if form.is_valid():
        try:
            user = add_person(**form.cleaned_data, by=request.user)  # type: ignore[arg-type]
        except RuleError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"{user} was added. Now say what {user} is, and where.")
            return redirect("people:appoint", pk=user.pk)
    return render(request, "people/person_add.html", {"form": form})


def _found(request: HttpRequest, las: QuerySet[LocalAuthority]) -> tuple[FindPeopleForm, QuerySet[Any]]:
    form = FindPeopleForm(request.GET, roles=[(role.value, role.label) for role in Role])
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    posts = Post.objects.select_related("la", "diocese").prefetch_related("schools")
    addresses = AddressChange.objects.filter(outcome=WAITING)
    rows: QuerySet[Any] = managed_people(las).prefetch_related(
        Prefetch("posts", posts.current(), to_attr="posts_today"),
        Prefetch("posts", posts.waiting(), to_attr="posts_waiting"),
        Prefetch("address_changes", addresses, to_attr="addresses_waiting"),
    )
    for word in asked.get("q", "").split():
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
    if asked.get("role"):
        rows = rows.filter(pk__in=Post.objects.current().filter(role=asked["role"]).values("user_id"))
    rows = _in_state(rows, asked.get("state", ""))
    return form, rows.order_by(*SORTS.get(request.GET.get("sort", ""), SORTS["name"]))


def _in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "all":
        return rows
    if state == "closed":
        return rows.filter(is_active=False)
    rows = rows.filter(is_active=True)
    if state == "never":
        return rows.filter(last_login=None)
    if state == "none":
        return rows.exclude(pk__in=Post.objects.current().values("user_id"))
    return rows


def _new_address(user: Any) -> str:
    return next((change.email for change in user.addresses_waiting), "")


def _told(posts: Iterable[Post]) -> Iterable[str]:
    for post in posts:
        where = post.la or post.diocese or listed(post.schools.all())
        yield f"{post.get_role_display()}, {where}"
