"""Pages of providers: the list, one provider, and their changes."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concern_cases.views.shared import FormPage, read_and_send
from people.access import las_where, may, users_at
from people.guards import log_reading, person, require
from people.models import User
from record import clock, exports
from schools.models import LocalAuthority, School
from schools.permissions import Perm
from support.capacity import Year, standings
from support.forms.providers import EndProviderForm, ProviderForm
from support.listing import HEADS, Line, provider_list, rows_of
from support.models import Deployment, Provider, SupportType
from support.school_page import lines_of
from support.services.providers import ProviderFacts, add_provider, change_provider, end_provider
from support.views.shared import act, given, la_managed, provider_seen

PAGE = 25
TAKING = (Deployment.Status.PROPOSED, Deployment.Status.AGREED)


@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    """Who supports schools, with days promised, used and left this long term, 25 a page."""
    found = provider_list(request.user, request.GET)
    page = Paginator(found.lines, PAGE).get_page(request.GET.get("page"))
    log_reading(request, what="list of providers of support")
    facts = {"found": found, "page": page, "sort": found.sort, "tabs": tabs("providers")}
    facts["manages"] = las_where(request.user, may=Perm.MANAGE_CASE).exists()
    return render(request, "support/providers.html", facts)


@require_safe
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The same providers, all of them, as a file; the read log knows who took how many."""
    if kind not in exports.KINDS:
        raise Http404
    rows = rows_of(provider_list(request.user, request.GET).lines)
    log_reading(request, what=f"list of {len(rows)} providers as {kind.upper()}")
    return exports.download(kind, name=f"providers-{clock.today().isoformat()}", heads=HEADS, rows=rows)


@require_safe
def provider(request: HttpRequest, pk: int) -> HttpResponse:
    """One provider: how it stands in this term and the next ones, and where it works."""
    found = provider_seen(request, pk)
    log_reading(request, what=f"provider {found}", urn=found.school.urn if found.school else "")
    lines = lines_of(Deployment.objects.visible_to(request.user).filter(provider=found))
    year = Year.of(found.la)
    terms = year.terms_ahead()
    stood = standings([found], year, terms)[found.pk]
    facts = {
        "provider": found,
        "terms": [Line(found, term, stands) for term, stands in zip(terms, stood, strict=True)],
        "lines": lines,
        "unseen": Deployment.objects.filter(provider=found, status__in=TAKING)
        .exclude(pk__in=[line.row.pk for line in lines])
        .count(),
        "manages": may(request.user, Perm.MANAGE_CASE, found.la),
        "reads_la": may(request.user, Perm.READ_LA, found.la),
    }
    return render(request, "support/provider.html", facts)


@read_and_send
def add(request: HttpRequest) -> HttpResponse:
    la = la_managed(request)
    form = _form(request, la)
    return act(
        request,
        form,
        page=FormPage(title="Add a provider", button="Add the provider"),
        do=lambda: add_provider(la, facts=ProviderFacts(**given(form)), by=person(request)),
        done="The provider was added.",
        back=reverse("support:providers"),
        onward=lambda made: made.get_absolute_url(),
    )


@read_and_send
def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = provider_seen(request, pk)
    require(request, Perm.MANAGE_CASE, found.la)
    names = ("type", "name", "days_per_term", "subjects", "school", "user", "active_from", "note")
    form = _form(request, found.la, initial={name: getattr(found, name) for name in names}, now=found)
    return act(
        request,
        form,
        page=FormPage(title=f"Change {found}", button="Change the provider"),
        do=lambda: change_provider(found, facts=ProviderFacts(**given(form)), by=person(request)),
        done="The provider was changed.",
        back=found.get_absolute_url(),
    )


@read_and_send
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = provider_seen(request, pk)
    require(request, Perm.MANAGE_CASE, found.la)
    form = EndProviderForm(request.POST or None, initial={"on": clock.today()})
    lead = "After this day it can’t be asked any more. What it gave stays where it is."
    return act(
        request,
        form,
        page=FormPage(title=f"End {found}", button="End the provider", lead=lead),
        do=lambda: end_provider(found, **given(form), by=person(request)),
        done=f"{found} can’t be asked after that day.",
        back=found.get_absolute_url(),
    )


def tabs(current: str) -> list[dict[str, Any]]:
    """The pages beside the list of providers."""
    pages = [
        ("providers", "Providers"),
        ("deployments", "Support at work"),
        ("evaluations", "External evaluations"),
        ("programmes", "Programmes"),
        ("entitlements", "Entitlement"),
        ("kinds", "Kinds of support"),
    ]
    return [
        {"label": label, "url": reverse(f"support:{name}"), "current": name == current}
        for name, label in pages
    ]


def _form(
    request: HttpRequest, la: LocalAuthority, *, initial: Any = None, now: Provider | None = None
) -> ProviderForm:
    of_la, types = Q(la=la, status__startswith="Open"), SupportType.objects.in_use().filter(counted="")
    if now:  # what it is now can be kept
        types |= SupportType.objects.filter(pk=now.type_id)
        of_la |= Q(pk=now.school_id)
    schools = School.objects.filter(of_la).order_by("name")
    return ProviderForm(
        request.POST or None, initial=initial, schools=schools, users=_people(la, now), types=types
    )


def _people(la: LocalAuthority, now: Provider | None) -> QuerySet[User]:
    """Who signs in at the authority or one of its schools."""
    at_school = User.objects.filter(is_active=True, posts__schools__la=la)
    keys = {
        *users_at(Perm.VIEW_SCHOOL, la).values_list("pk", flat=True),
        *at_school.values_list("pk", flat=True),
    }
    if now and now.user_id:
        keys.add(now.user_id)
    return User.objects.filter(pk__in=keys).order_by("name")
