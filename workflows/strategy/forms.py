"""What the pages of the authority's own meetings ask."""

from typing import Any

from django import forms

from concern_cases.forms.base import KeyedForm
from concern_cases.models import ConcernCase
from meetings.models import Meeting, MeetingType
from meetings.reference import DIOCESE_MEETING
from meetings.rights import people_to_invite
from meetings.services.clashes import against_calling_for_la
from meetings.services.invitees import As, InviteeFacts, suggested_for_la
from people import access
from people.models import User
from schools.models import Diocese, LocalAuthority
from schools.permissions import Perm
from workflows.conferences.fields import MeetingFields
from workflows.steps import StepForm


class DioceseChoice(forms.ModelChoiceField):
    """With which diocese, or with all of them."""

    def __init__(self) -> None:
        super().__init__(
            label="With which diocese?",
            queryset=Diocese.objects.order_by("name"),
            empty_label="All of them together",
            required=False,
            widget=forms.Select(attrs={"data-label": "s"}),
        )


class CallForm(MeetingFields, KeyedForm):
    """A new meeting of one type of the authority."""

    entered_late = forms.BooleanField(
        label="It was held already: I enter it from paper",
        help_text="Nobody is invited, and it stands at its record at once.",
        required=False,
        widget=forms.CheckboxInput(attrs={"data-small": True}),
    )

    def __init__(self, *args: Any, la: LocalAuthority, type_: MeetingType, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.la, self.type = la, type_
        if type_.code == DIOCESE_MEETING:
            self.fields["diocese"] = DioceseChoice()
        chairs = access.users_at(Perm.APPROVE_MINUTES, la)
        chair = by if chairs.filter(pk=by.pk).exists() else chairs.order_by("name").first()
        if chair:
            self.offer(suggested_for_la(la, chair=chair, type_=type_), chairs=chairs, chair=chair.pk)

    def meeting(self) -> dict[str, Any]:
        """What ``start_la_meeting`` takes. Of a meeting with one diocese no officer of another one comes."""
        diocese = self.cleaned_data.get("diocese")
        facts = {**super().meeting(), "entered_late": self.cleaned_data["entered_late"], "diocese": diocese}
        if diocese:
            allowed = set(people_to_invite(self.type, self.la, diocese).values_list("pk", flat=True))
            facts["invitees"] = [each for each in facts["invitees"] if each.user and each.user.pk in allowed]
        return facts

    def against(self) -> list[str]:
        """What stands against it, if it is still to come."""
        if self.cleaned_data.get("entered_late"):
            return []
        invitees = [InviteeFacts(As.CHAIR, user=self.cleaned_data["chair"]), *self.chosen()]
        return against_calling_for_la(self.type, self.la, self.starts_at(), invitees=invitees)


class _SchoolChoice(forms.ModelChoiceField):
    def label_from_instance(self, case: ConcernCase) -> str:
        return f"{case.school} ({case.reference})"


class AddSchoolForm(KeyedForm):
    """One school with an open case that is not on the agenda yet."""

    case = _SchoolChoice(
        label="School",
        queryset=ConcernCase.objects.none(),
        empty_label="Choose a school",
        widget=forms.Select(attrs={"data-label": "s"}),
        error_messages={"required": "Choose a school"},
    )
    why = forms.CharField(
        label="Why is the meeting to talk about it?",
        widget=forms.Textarea(attrs={"rows": 3, "data-label": "s"}),
        error_messages={"required": "Say why the meeting is to talk about it"},
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases = ConcernCase.objects.open().filter(school__la=meeting.la).select_related("school")
        there = meeting.items.exclude(case=None).values("case")
        self.fields["case"].queryset = cases.exclude(pk__in=there).order_by("school__name")  # type: ignore

    def facts(self) -> dict[str, Any]:
        """What ``add_school`` takes besides the reasons."""
        return {name: self.cleaned_data[name] for name in ("case", "why")}


class LeaveOutForm(KeyedForm):
    why = forms.CharField(
        label="Why does the meeting not talk about it?",
        help_text="It is not proposed for this meeting again.",
        widget=forms.Textarea(attrs={"rows": 3, "data-label": "s"}),
        error_messages={"required": "Say why the meeting does not talk about it"},
    )


class CheckPacksForm(StepForm):
    outcome = forms.ChoiceField(
        label="Are the packs right?",
        choices=[("right", "Yes: everybody is told"), ("again", "No: they are made again")],
        widget=forms.RadioSelect(attrs={"data-label": "s"}),
        error_messages={"required": "Say whether the packs are right"},
    )

    def facts(self) -> dict[str, Any]:
        return {"right": self.cleaned_data["outcome"] == "right"}


class OutcomeForm(KeyedForm):
    outcome = forms.CharField(
        label="What came of it?",
        widget=forms.Textarea(attrs={"rows": 4, "data-label": "s"}),
        error_messages={"required": "Say what came of it"},
    )


class QuestionForm(KeyedForm):
    question = forms.CharField(
        label="What is the meeting to answer? (optional)",
        help_text="It stands above what is known of the school.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-label": "s"}),
    )
