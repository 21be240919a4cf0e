"""Acts on the place of a school in a programme: ended, put right, taken out, put back."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from concern_cases.forms.base import KeyedForm
from concern_cases.views.shared import FormPage, read_and_send
from people.access import schools_where
from people.guards import person, require, seen_or_404
from schools.models import School
from schools.permissions import Perm
from support.forms.deployments import ReasonForm
from support.forms.programmes import CorrectPlaceForm, EndPlaceForm
from support.models import ProgrammePlace
from support.services.programmes import (
    continue_place,
    correct_place,
    end_place,
    put_place_back,
    remove_place,
)
from support.views.shared import act, given


@read_and_send
def end(request: HttpRequest, pk: int) -> HttpResponse:
    place = _managed(request, ProgrammePlace.objects.visible_to(request.user), pk)
    form = EndPlaceForm(request.POST or None)
    return _act(
        request,
        place,
        form,
        page=FormPage(title=f"{place.school} takes part no more", button="End its part"),
        do=lambda: end_place(place, **given(form), by=person(request)),
        done=f"The part of {place.school} has ended.",
    )


@read_and_send
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Part, partner and days, and how it ended; the partner may be any school of the authority."""
    place = _managed(request, ProgrammePlace.objects.visible_to(request.user), pk)
    names = ("part", "partner", "starts_on", "came_of_it")
    form = CorrectPlaceForm(
        request.POST or None,
        schools=_partners(request, place),
        has_ended=place.ends_on is not None,
        initial={**{name: getattr(place, name) for name in names}, "on": place.ends_on},
    )
    return _act(
        request,
        place,
        form,
        page=FormPage(
            title=f"Correct the part of {place.school}",
            button="Correct it",
            lead="What stood before is kept. If the school never took part, take it out instead.",
        ),
        do=lambda: correct_place(place, **given(form), by=person(request)),
        done=f"The part of {place.school} was corrected.",
    )


@read_and_send
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    place = _managed(request, ProgrammePlace.objects.visible_to(request.user), pk)
    return _with_reason(
        request,
        place,
        page=FormPage(
            title=f"{place.school} takes part all the same",
            button="It goes on",
            lead="Its end, and what was said to have come of it, is taken back. The history keeps it.",
        ),
        do=continue_place,
        done=f"{place.school} takes part as before.",
    )


@read_and_send
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    place = _managed(request, ProgrammePlace.objects.visible_to(request.user), pk)
    return _with_reason(
        request,
        place,
        page=FormPage(
            title=f"Take {place.school} out",
            button="Take it out",
            lead="For a school that never took part. Nobody reads the place any more; you can put it back. "
            "Where a school took part and does no more, end its part instead.",
        ),
        do=remove_place,
        done=f"{place.school} was taken out. You can put it back at the foot of this page.",
    )


@read_and_send
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A place that was taken out stands again; one that stands already leads to its programme."""
    mine = ProgrammePlace.objects.filter(
        Q(pk__in=ProgrammePlace.objects.removed_for(request.user).values("pk"))
        | Q(pk__in=ProgrammePlace.objects.visible_to(request.user).values("pk"))
    )
    place = _managed(request, mine, pk)
    return _act(
        request,
        place,
        KeyedForm(request.POST or None),
        page=FormPage(title=f"Put {place.school} back", button="Put it back"),
        do=lambda: put_place_back(place, by=person(request)),
        done=f"{place.school} takes part as before.",
    )


def _managed(request: HttpRequest, rows: Any, pk: int) -> ProgrammePlace:
    """The place, for those who may give the school one: otherwise 404 or 403."""
    rows = rows.select_related("programme", "school__la", "school__diocese", "partner")
    place: ProgrammePlace = seen_or_404(request, rows, pk=pk)
    require(request, Perm.MANAGE_CASE, place.school)
    return place


def _partners(request: HttpRequest, place: ProgrammePlace) -> Any:
    """Open schools that the person may give a place, and the partner that it has."""
    may_be = Q(pk__in=schools_where(request.user, may=Perm.MANAGE_CASE).values("pk"))
    open_ones = Q(may_be, status__startswith="Open") & ~Q(pk=place.school_id)
    return School.objects.filter(open_ones | Q(pk=place.partner_id)).order_by("name")


def _with_reason(
    request: HttpRequest, place: ProgrammePlace, *, page: FormPage, do: Callable[..., Any], done: str
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    form.fields["why"].help_text = "It stands in the history of the school."

    def act_once() -> Any:
        return do(place, why=form.cleaned_data["why"], by=person(request))

    return _act(request, place, form, page=page, do=act_once, done=done)


def _act(
    request: HttpRequest,
    place: ProgrammePlace,
    form: KeyedForm,
    *,
    page: FormPage,
    do: Callable[[], Any],
    done: str,
) -> HttpResponse:
    back = reverse("support:programme", args=[place.programme.code])
    return act(request, form, page=page, do=do, done=done, back=back)
