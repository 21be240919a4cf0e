"""What calling a conference asks, whichever form it stands in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from concern_cases.models import ConcernCase
from meetings.services.clashes import against_calling
from meetings.services.conferences import InviteeFacts, suggested_invitees
from meetings.services.invitees import As
from meetings.services.next_date import Proposal, propose_date
from meetings.words import day_in_words, moment_in_words
from people import access
from people.models import User
from record.errors import RuleError
from schools.permissions import Perm
from workflows.asking import AsksTwice

TIMES = ["%H:%M", "%H.%M", "%I.%M %p", "%I.%M%p", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p"]
OTHER = "other"
OTHERS = 2  # people without an account that one form can invite


class WhenField(forms.ChoiceField):
    """One of the dates proposed, or another one. One proposed a while ago is taken too, and asked about."""

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) or _moment(str(value)) is not None


class MomentFields(AsksTwice):
    """When, in London: one of the dates proposed (``propose``), or a day and a time of it."""

    on = forms.DateField(
        label="Day",
        widget=forms.DateInput(attrs={"data-label": "s", "data-shown-when": f"when={OTHER}"}),
        error_messages={"required": "Say on which day"},
    )
    at = forms.TimeField(
        label="Time",
        input_formats=TIMES,
        widget=forms.TimeInput(
            format="%H:%M",
            attrs={"data-label": "s", "data-width": 10, "data-shown-when": f"when={OTHER}"},
        ),
        error_messages={"required": "Say at what time", "invalid": "Give the time as 2 pm or 14:00"},
    )

    def propose(self, proposal: Proposal) -> None:
        """The dates of the proposal can be chosen, the best one is; beside each stands what is to be said."""
        if not proposal.offers:
            return
        dates = [(offer.at.isoformat(), moment_in_words(offer.at)) for offer in proposal.offers]
        hints = {offer.at.isoformat(): offer.words for offer in proposal.offers}
        due = f"It is due by {day_in_words(proposal.due_by)}." if proposal.due_by else ""
        self.fields["when"] = WhenField(
            label="When?",
            help_text=f"No date suits everybody. {proposal.why_not}" if proposal.why_not else due,
            choices=[*dates, (OTHER, "Another time")],
            initial=dates[0][0],
            required=False,
            widget=forms.RadioSelect(attrs={"data-label": "s", "data-hints": hints}),
        )
        self.order_fields(["when", "on", "at"])
        if self.data.get("when", OTHER) not in ("", OTHER):
            self.fields["on"].required = self.fields["at"].required = False

    def clean(self) -> dict[str, Any]:
        if self.is_proposed and (self.cleaned_data.get("on") or self.cleaned_data.get("at")):
            self.add_error("when", "Another day or time is typed as well: choose that one, or empty it")
        return super().clean()

    @property
    def is_proposed(self) -> bool:
        """Whether one of the dates proposed was chosen."""
        return self.cleaned_data.get("when", OTHER) not in ("", OTHER)

    def show(self, error: RuleError) -> None:
        """What the rule calls the start is this form's day, or the date that was chosen."""
        field = "when" if self.is_proposed else "on"
        field = field if error.field == "starts_at" else error.field or ""
        self.add_error(field if field in self.fields else None, str(error))

    def starts_at(self) -> datetime:
        proposed = _moment(self.cleaned_data.get("when", ""))
        if proposed:
            return proposed
        naive = datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"])
        return timezone.make_aware(naive, timezone.get_default_timezone())


class MeetingFields(MomentFields):
    """When and where, who chairs, who is invited of those that are suggested (``offer``)."""

    place = forms.CharField(
        label="Place",
        max_length=200,
        widget=forms.TextInput(attrs={"data-label": "s"}),
        error_messages={"required": "Say where it will be held"},
    )
    chair = forms.ModelChoiceField(
        label="Who chairs it",
        queryset=User.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs={"data-label": "s"}),
    )
    purpose = forms.CharField(
        label="What it is for (optional)",
        help_text="Everybody invited can read this on its page.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-label": "s"}),
    )
    invitees = forms.MultipleChoiceField(
        label="Who is invited",
        widget=forms.CheckboxSelectMultiple(attrs={"data-label": "s", "data-small": True}),
        error_messages={"required": "Choose whom to invite"},
    )

    def offer(self, suggested: Iterable[InviteeFacts], *, chairs: QuerySet[User], chair: int) -> None:
        """The fields offer these people, all of them ticked, and one of these to chair it."""
        self.suggested = {
            str(facts.user.pk): facts for facts in suggested if facts.user and facts.required_as != As.CHAIR
        }
        invitees, who_chairs = self.fields["invitees"], self.fields["chair"]
        invitees.choices = [(key, self.described(facts)) for key, facts in self.suggested.items()]  # type: ignore
        invitees.initial = list(self.suggested)
        who_chairs.queryset, who_chairs.initial = chairs, chair  # type: ignore[attr-defined]

    def described(self, facts: InviteeFacts) -> str:
        """What is said of somebody who can be invited."""
        return f"{facts.called}, {facts.role}"

    def chosen(self) -> list[InviteeFacts]:
        """The people ticked, without the chair, who comes with the meeting."""
        ticked = [self.suggested[key] for key in self.cleaned_data["invitees"]]
        return [facts for facts in ticked if facts.user != self.cleaned_data["chair"]]

    def meeting(self) -> dict[str, Any]:
        """What every service that calls a meeting takes."""
        facts = {name: self.cleaned_data[name] for name in ("place", "chair", "purpose")}
        return {"starts_at": self.starts_at(), "invitees": self.chosen(), **facts}


class ConferenceFields(MeetingFields):
    """The same for a conference: to be laid out for one case (``lay_out``)."""

    without_diocese_why = forms.CharField(
        label="If nobody of the diocese is invited: why?",
        help_text="It stands on the conference’s page and in its minutes.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-label": "s"}),
    )

    def lay_out(self, case: ConcernCase) -> None:
        """The fields offer the people of this case, all of them ticked, and dates that suit them."""
        self.case = case
        chairs = access.users_where(Perm.APPROVE_MINUTES, case.school)
        self.offer(suggested_invitees(case), chairs=chairs, chair=case.lead_id)
        self.fields["place"].initial = str(case.school)
        if not case.school.is_church_school:
            del self.fields["without_diocese_why"]
        for number in range(1, OTHERS + 1):
            name = forms.CharField(label=f"Name ({number})", max_length=150, required=False)
            email = forms.EmailField(label=f"E-mail address ({number})", required=False)
            self.fields |= {f"name_{number}": name, f"email_{number}": email}
        self.propose(propose_date(case))

    def described(self, facts: InviteeFacts) -> str:
        words = super().described(facts)
        if facts.required_as == As.DIOCESE:
            words += ": the diocese attends every conference about its schools"
        return words

    def against(self) -> list[str]:
        """What stands against it, if it is still to come."""
        if self.cleaned_data.get("entered_late"):
            return []
        chair = InviteeFacts(As.CHAIR, user=self.cleaned_data["chair"])
        return against_calling(self.case, self.starts_at(), invitees=[chair, *self.chosen()])

    @property
    def others(self) -> list[tuple[Any, Any]]:
        """The fields for people without an account, in pairs."""
        return [(self[f"name_{number}"], self[f"email_{number}"]) for number in range(1, OTHERS + 1)]

    @property
    def others_are_open(self) -> bool:
        """Whether something was typed there."""
        return self.is_bound and any(name.value() or email.value() for name, email in self.others)

    def chosen(self) -> list[InviteeFacts]:
        """The people ticked and typed, without the chair, who comes with the conference."""
        typed = [
            InviteeFacts(As.OPTIONAL, name=name, email=email)
            for number in range(1, OTHERS + 1)
            if (name := self.cleaned_data[f"name_{number}"]) or self.cleaned_data[f"email_{number}"]
            for email in [self.cleaned_data[f"email_{number}"]]
        ]
        return super().chosen() + typed

    def conference(self) -> dict[str, Any]:
        """What ``call_conference`` takes."""
        return {
            **self.meeting(),
            "without_diocese_why": self.cleaned_data.get("without_diocese_why", ""),
        }


def _moment(text: str) -> datetime | None:
    """The moment that a date proposed stands for; None for anything else."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
