"""Who can see a school, and why: shares, one person explained, what changed, who was refused, who read."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from people.access import schools_where
from people.events import sentence_of
from people.explain import Explanation, explain, who_can_see
from people.forms.people import WhyForm
from people.forms.shares import AskForm, ShareForm
from people.guards import require, require_one, seen_or_404
from people.models import AccessEvent, Share, User
from people.reach import records_by_circle, records_read_by
from people.services.shares import end_share, share_with_diocese, share_with_person
from people.views.posted import posted
from people.words import named
from record import clock
from record.errors import RuleError
from record.models import ReadLog
from schools.models import School
from schools.permissions import Circle, Perm

REFUSALS_FOR = timedelta(days=365)
LATELY = 10
MOST_FOUND = 10
READINGS_A_PAGE = 50


@require_safe
def school(request: HttpRequest, urn: str) -> HttpResponse:
    """Everybody who can see the school, each with the reason."""
    row = _seen_school(request, urn)
    held = require_one(request, (Perm.VIEW_AUDIT, Perm.MANAGE_SHARES), row)
    seeing = who_can_see(row)
    people = [one for one in seeing if one.circle]
    context = {
        "school": row,
        "may_share": Perm.MANAGE_SHARES in held,
        "people": people,
        "rings": _rings(row, people),
        "groups": _groups(people),
        "page_only": [one for one in seeing if not one.circle],
        "shares": row.shares.lasting().select_related("diocese", "user", "agreed_by").order_by("since"),
        "changes": _changes(row, seeing),
        "refused": _refused(row),
        **_asked(request, row),
    }
    return render(request, "people/school_who.html", context)


@require_safe
def readings(request: HttpRequest, urn: str) -> HttpResponse:
    """Everything of the school that was read, by whom and when."""
    row = _seen_school(request, urn)
    require_one(request, (Perm.VIEW_AUDIT, Perm.MANAGE_SHARES), row)
    rows = ReadLog.objects.filter(urn=row.urn).order_by("-at", "-pk")
    page = Paginator(rows, READINGS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/school_readings.html", {"school": row, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, urn: str) -> HttpResponse:
    """The school is shared with its diocese or with one person."""
    row = _seen_school(request, urn)
    require(request, Perm.MANAGE_SHARES, row)
    form = ShareForm(posted(request), school=row, by=request.user)  # type: ignore[arg-type]
    if form.is_valid():
        try:
            made = _share(row, form, by=request.user)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"{row} was shared with {named(made.diocese or made.user)}.")
            return redirect("people:school", urn=row.urn)
    return render(request, "people/share_add.html", {"school": row, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def share_end(request: HttpRequest, urn: str, pk: int) -> HttpResponse:
    """The share is over, at once."""
    row = _seen_school(request, urn)
    found = seen_or_404(request, Share.objects.filter(school=row), pk=pk)
    require(request, Perm.MANAGE_SHARES, row)
    form = WhyForm(posted(request))
    if form.is_valid():
        try:
            end_share(found, why=form.cleaned_data["why"], by=request.user)  # type: ignore[arg-type]
        except RuleError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"The share with {named(found.diocese or found.user)} was ended.")
            return redirect("people:school", urn=row.urn)
    return render(request, "people/share_end.html", {"school": row, "share": found, "form": form})


def _seen_school(request: HttpRequest, urn: str) -> School:
    visible = schools_where(request.user, may=Perm.VIEW_SCHOOL).select_related("la", "diocese")
    return seen_or_404(request, visible, urn=urn)


def _share(row: School, form: ShareForm, by: Any) -> Share:
    if form.cleaned_data["whom"] == "diocese":
        return share_with_diocese(row, by=by, **form.facts())
    facts = form.facts()
    return share_with_person(
        row, user=form.cleaned_data["user"], perms=form.cleaned_data["perms"], by=by, **facts
    )


def _rings(row: School, people: list[Explanation]) -> list[dict[str, Any]]:
    """The three circles from the inside: how many people are in each, and how many records are for it."""
    counts = records_by_circle(row)
    reach = {
        Circle.LA: {Circle.LA},
        Circle.DIOCESE: {Circle.LA, Circle.DIOCESE},
        Circle.SCHOOL: {Circle.LA, Circle.DIOCESE, Circle.SCHOOL},
    }
    rings: list[dict[str, Any]] = []
    for circle, inside in reach.items():
        count = sum(1 for one in people if one.circle in inside)
        before = rings[-1]["count"] if rings else 0
        rings.append({"circle": circle, "count": count, "more": count - before, "records": counts[circle]})
    return rings


def _groups(people: list[Explanation]) -> list[dict[str, Any]]:
    """The people by how far inward they read, the innermost first."""
    titles = {
        Circle.LA: ("circle-la", "In the innermost circle"),
        Circle.DIOCESE: ("circle-diocese", "In the circle of LA and diocese"),
        Circle.SCHOOL: ("circle-school", "The school and those who support it"),
    }
    groups = []
    for circle, (key, title) in titles.items():
        inside = [one for one in people if one.circle == circle]
        if inside:
            groups.append({"id": key, "title": title, "circle": circle, "people": inside})
    return groups


def _asked(request: HttpRequest, row: School) -> dict[str, Any]:
    """The person asked about: explained, or a choice of several, or nobody of that name."""
    form = AskForm(request.GET if "person" in request.GET else None)
    words = form.cleaned_data["person"].strip() if form.is_valid() else ""
    if not words:
        return {"ask": form}
    exact = User.objects.filter(Q(email__iexact=words) | Q(name__iexact=words))
    found = list(exact or User.objects.filter(Q(name__icontains=words) | Q(email__icontains=words)))
    if len(found) != 1:
        return {"ask": form, "asked": words, "several": found[:MOST_FOUND], "more": len(found) > MOST_FOUND}
    answer = explain(found[0], row)
    return {
        "ask": form,
        "asked": words,
        "answer": answer,
        "sentences": answer.sentences(),
        "reads": records_read_by(found[0], row),
        "of": sum(records_by_circle(row).values()),
    }


def _changes(row: School, seeing: Iterable[Explanation]) -> list[dict[str, Any]]:
    """What changed lately: at the school, at its LA and diocese, and with the people who see it."""
    chains = [f"school {row.urn}", f"la {row.la.code}"]
    if row.diocese:
        chains.append(f"diocese {row.diocese.code}")
    about = Q(chain__in=chains)
    concerned = [one.user.pk for one in seeing]
    about |= Q(kind__in=["people.deactivated", "people.reactivated"], subject_id__in=concerned)
    events = AccessEvent.objects.filter(about).order_by("-at", "-pk")[:LATELY]
    return [
        {"sentence": sentence_of(event, at=row), "at": event.at, "by": event.actor_name} for event in events
    ]


def _refused(row: School) -> list[ReadLog]:
    since = clock.now() - REFUSALS_FOR
    return list(ReadLog.objects.filter(urn=row.urn, refused=True, at__gte=since).order_by("-at", "-pk"))
