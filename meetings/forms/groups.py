"""Who joins a group of the authority, and who leaves it."""

from typing import Any

from django import forms

from concern_cases.forms.base import KeyedForm, PersonChoice
from meetings.models import MeetingType, Member, Seat
from meetings.rights import people_to_invite
from record import clock
from schools.models import LocalAuthority


class MemberForm(KeyedForm):
    user = PersonChoice(
        label="Who?",
        empty_label="Choose a person",
        widget=forms.Select(attrs={"data-label": "s"}),
        error_messages={"required": "Choose a person"},
    )
    seat = forms.ModelChoiceField(
        label="In which post?",
        queryset=Seat.objects.none(),
        empty_label="A member without a named post",
        required=False,
        widget=forms.Select(attrs={"data-label": "s"}),
    )
    since = forms.DateField(
        label="From which day on?",
        widget=forms.DateInput(attrs={"data-label": "s"}),
        error_messages={"required": "Say from which day on"},
    )
    until = forms.DateField(
        label="Until when? (optional)",
        help_text="The last day. Leave it empty if it is not known.",
        required=False,
        widget=forms.DateInput(attrs={"data-label": "s"}),
    )

    def __init__(self, *args: Any, la: LocalAuthority, type_: MeetingType, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_to_invite(type_, la).order_by("name")
        user: Any = self.fields["user"]
        user.offer({each.pk: str(each) for each in people})
        seats = type_.seats.filter(role="")
        self.fields["seat"].queryset = seats  # type: ignore[attr-defined]
        if not seats.exists():
            del self.fields["seat"]
        self.fields["since"].initial = clock.today()

    def facts(self) -> dict[str, Any]:
        """What ``add_member`` takes."""
        facts = {name: self.cleaned_data[name] for name in ("user", "since", "until")}
        return {**facts, "seat": self.cleaned_data.get("seat")}


class LeaveForm(KeyedForm):
    until = forms.DateField(
        label="What is the last day?",
        help_text="To meetings after it there is no invitation any more; those sent are taken back.",
        widget=forms.DateInput(attrs={"data-label": "s"}),
        error_messages={"required": "Say which day is the last"},
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = member.until or clock.today()
