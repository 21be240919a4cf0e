"""A year's dates of a group planned in one go: proposed, put right by hand, and called together."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from concern_cases.forms.base import KeyedForm
from concern_cases.views.shared import read_and_send, send_once, sent_before
from meetings.acting import la_led
from meetings.models import MeetingType
from meetings.reference import DIOCESE_MEETING, OF_THE_LA, USUAL_IN_A_YEAR
from meetings.services.clashes import against_calling_for_la
from meetings.services.groups import meetings_ahead
from meetings.services.invitees import suggested_for_la
from meetings.services.year_dates import MOST_IN_A_YEAR, YearDate, propose_year, unknown_diaries, years_ahead
from meetings.words import day_in_words
from people import access
from people.guards import log_reading, person, seen_or_404
from people.models import User
from schools.models import Diocese, LocalAuthority
from schools.permissions import Perm
from workflows.asking import AsksTwice
from workflows.conferences.fields import TIMES
from workflows.services.la_meetings import call_year
from workflows.strategy.forms import DioceseChoice


class AskForm(forms.Form):
    """Of which school year, how many and at what time of day. Asked in the address of the page."""

    year = forms.TypedChoiceField(
        label="School year", coerce=int, widget=forms.Select(attrs={"data-label": "s"})
    )
    count = forms.IntegerField(
        label="How many more?",
        min_value=1,
        max_value=MOST_IN_A_YEAR,
        widget=forms.NumberInput(attrs={"data-label": "s", "data-width": 2}),
    )
    at = forms.TimeField(
        label="At what time?",
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H:%M", attrs={"data-label": "s", "data-width": 5}),
        error_messages={"invalid": "Give the time as 2 pm or 14:00"},
    )

    def __init__(self, data: Any, *, la: LocalAuthority, type_: MeetingType) -> None:
        years = years_ahead(la)
        begun = {"year": years[0] if years else "", "count": USUAL_IN_A_YEAR[type_.code], "at": "09:30"}
        super().__init__({**begun, **{key: data[key] for key in data}})
        year: Any = self.fields["year"]
        year.choices = [(each, f"{each} to {each + 1}") for each in years]
        if type_.code == DIOCESE_MEETING:
            self.fields["diocese"] = DioceseChoice()

    def asked(self) -> dict[str, Any]:
        """What ``propose_year`` takes."""
        facts = {name: self.cleaned_data[name] for name in ("year", "count", "at")}
        return {**facts, "diocese": self.cleaned_data.get("diocese")}


class YearForm(AsksTwice, KeyedForm):
    """The dates as they are called: each can be moved or left out."""

    place = forms.CharField(
        label="Place",
        max_length=200,
        widget=forms.TextInput(attrs={"data-label": "s"}),
        error_messages={"required": "Say where they will be held"},
    )
    chair = forms.ModelChoiceField(
        label="Who chairs them",
        queryset=User.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs={"data-label": "s"}),
    )

    def __init__(
        self,
        data: Any,
        *,
        la: LocalAuthority,
        type_: MeetingType,
        diocese: Diocese | None,
        chairs: Any,
        proposed: Sequence[YearDate],
    ) -> None:
        super().__init__(data)
        self.la, self.type, self.diocese, self.proposed = la, type_, diocese, proposed
        sent = [name for name in data or () if name.startswith("on_")]
        self.numbers = range(1, min(len(sent) if data else len(proposed), MOST_IN_A_YEAR) + 1)
        self.fields["chair"].queryset = chairs  # type: ignore[attr-defined]
        for number in self.numbers:
            begun = timezone.localtime(proposed[number - 1].starts_at) if not data else None
            self._ask(number, begun)

    def _ask(self, number: int, begun: datetime | None) -> None:
        self.fields[f"take_{number}"] = forms.BooleanField(
            label=f"Call meeting {number}",
            required=False,
            initial=True,
            widget=forms.CheckboxInput(attrs={"data-small": True}),
        )
        self.fields[f"on_{number}"] = forms.DateField(
            label=f"Day of meeting {number}",
            initial=begun.date() if begun else None,
            required=False,
            widget=forms.DateInput(attrs={"data-label": "s"}),
        )
        self.fields[f"at_{number}"] = forms.TimeField(
            label=f"Time of meeting {number}",
            initial=begun.time() if begun else None,
            required=False,
            input_formats=TIMES,
            widget=forms.TimeInput(format="%H:%M", attrs={"data-label": "s", "data-width": 5}),
            error_messages={"invalid": "Give the time as 2 pm or 14:00"},
        )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields of each date, with what is known to stand against the one that is proposed."""
        against = {number: each.against for number, each in enumerate(self.proposed, start=1)}
        return [
            {
                **{name: self[f"{name}_{number}"] for name in ("take", "on", "at")},
                "against": against.get(number, ()),
            }
            for number in self.numbers
        ]

    def clean(self) -> dict[str, Any]:
        for number in self.numbers:
            if not self.cleaned_data.get(f"take_{number}"):
                continue
            for name, words in (("on", "Say on which day"), ("at", "Say at what time")):
                if not self.cleaned_data.get(f"{name}_{number}") and f"{name}_{number}" not in self.errors:
                    self.add_error(f"{name}_{number}", f"{words}, or take the tick away")
        return super().clean()

    def dates(self) -> dict[int, datetime]:
        """The dates that are ticked, by their number."""
        return {
            number: _moment(self.cleaned_data[f"on_{number}"], self.cleaned_data[f"at_{number}"])
            for number in self.numbers
            if self.cleaned_data.get(f"take_{number}")
        }

    def against(self) -> list[str]:
        chair, found = self.cleaned_data["chair"], []
        for starts_at in self.dates().values():
            on = timezone.localdate(starts_at)
            invitees = suggested_for_la(self.la, chair=chair, type_=self.type, on=on, diocese=self.diocese)
            said = against_calling_for_la(self.type, self.la, starts_at, invitees=invitees)
            found += [f"{day_in_words(on)}: {words}" for words in said]
        return found

    def what_to_do(self) -> str:
        return "Choose other days"


@read_and_send
def plan_year(request: HttpRequest, kind: str) -> HttpResponse:
    """Dates of a school year are proposed; sent, those that are ticked are called, all of them or none."""
    la, user = la_led(request), person(request)
    types = MeetingType.objects.in_use().filter(code__in=OF_THE_LA)
    type_: MeetingType = seen_or_404(request, types, code=kind)
    onward = reverse("meetings:group", args=[kind])
    earlier = sent_before(request, otherwise=onward)
    if earlier:
        return earlier
    ask = AskForm(request.GET, la=la, type_=type_)
    asked = ask.asked() if ask.is_valid() else None
    chairs = access.users_at(Perm.APPROVE_MINUTES, la).order_by("name")
    chair = user if chairs.filter(pk=user.pk).exists() else chairs.first()
    proposed: Sequence[YearDate] = []
    if asked and chair and request.method != "POST":
        proposed = propose_year(la, type_, chair=chair, **asked)
    data = request.POST if request.method == "POST" else None
    diocese = asked["diocese"] if asked else None
    form = YearForm(data, la=la, type_=type_, diocese=diocese, chairs=chairs, proposed=proposed)
    form.fields["chair"].initial = chair.pk if chair else None
    if data and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("place", "chair")}
        answer = send_once(
            request,
            form,
            do=lambda: call_year(la, type_code=kind, dates=form.dates(), diocese=diocese, by=user, **facts),
            onward=lambda _: onward,
            done=lambda called: f"{len(called)} called. Everybody who belongs to the group is invited.",
            otherwise=onward,
        )
        if answer:
            return answer
    if not data:
        log_reading(request, what=f"dates of a year: {type_}")
    page = {"ask": ask, "form": form, "type": type_, "back": onward, "called": meetings_ahead(la, type_)}
    if proposed and chair:
        last = timezone.localdate(proposed[-1].starts_at)
        page["unknown"] = unknown_diaries(la, type_, on=last, chair=chair, diocese=diocese)
    return render(request, "workflows/strategy/year.html", page)


def _moment(on: Any, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(on, at))
