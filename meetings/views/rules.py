"""The rules of attendance of each type of meeting: reference data that people change here."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from concern_cases.views.shared import read_and_send
from meetings.models import MeetingType
from meetings.services.attendance_rules import RuleFacts, set_attendance_rules
from meetings.services.invitees import As
from people.access import las_where
from people.guards import log_reading, log_refusal, person
from people.roles import Role
from record.errors import RuleError
from schools.permissions import Perm

MOST = 30


class RuleForm(forms.Form):
    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose a role"), *Role.choices],
        error_messages={"required": "Choose a role"},
    )
    required_as = forms.ChoiceField(
        label="Is invited", choices=[row for row in As.choices if row[0] != As.CHAIR], initial=As.OPTIONAL
    )
    place = forms.IntegerField(
        label="Place in the list",
        min_value=1,
        max_value=99,
        required=False,
        widget=forms.NumberInput(attrs={"data-width": 2}),
    )
    must_come = forms.BooleanField(
        label="No date is proposed on which this person is away",
        required=False,
        widget=forms.CheckboxInput(attrs={"data-small": True}),
    )


class Rules(BaseFormSet):
    item_name = "Role"

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.name = dict(Role.choices).get(form.initial.get("role"), "One more role")
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Take this one away"
            form.fields["DELETE"].widget = forms.CheckboxInput(attrs={"data-small": True})

    def facts(self) -> list[RuleFacts]:
        """The lines that are filled in and stay, in the order of their places."""
        rows = [form.cleaned_data for form in self.forms if form.has_changed() or form.initial]
        rows = [row for row in rows if row.get("role") and not row.get("DELETE")]
        rows.sort(key=lambda row: row["place"] or MOST + len(rows))
        return [RuleFacts(row["role"], row["required_as"], row["must_come"]) for row in rows]


RuleFormSet = formset_factory(
    RuleForm, formset=Rules, extra=1, max_num=MOST, can_delete=True, can_delete_extra=False
)


class TypeForm(forms.Form):
    requires_diocese = forms.BooleanField(
        label="For a church school somebody of its diocese must be invited, or it is said why not",
        required=False,
        widget=forms.CheckboxInput(attrs={"data-small": True}),
    )


def _lines(type_: MeetingType) -> list[dict[str, Any]]:
    rows = type_.attendance_rules.values("role", "required_as", "must_come")
    return [{**row, "place": place} for place, row in enumerate(rows, start=1)]


@read_and_send
def attendance_rules(request: HttpRequest) -> HttpResponse:
    """Who is invited to each type of meeting is read and changed by those who call meetings."""
    if not las_where(request.user, may=Perm.MANAGE_MEETING).exists():
        log_refusal(request)
        raise PermissionDenied(Perm.MANAGE_MEETING.value)
    types = list(MeetingType.objects.in_use())
    type_: Any = next((row for row in types if row.code == request.GET.get("type")), types[0])
    data = request.POST if request.method == "POST" else None
    rules: Any = RuleFormSet(data, initial=_lines(type_), prefix="rules")
    form = TypeForm(data, initial={"requires_diocese": type_.requires_diocese})
    here = f"{reverse('meetings:attendance_rules')}?type={type_.code}"
    if data is not None and rules.is_valid() and form.is_valid():
        try:
            facts = {"rules": rules.facts(), **form.cleaned_data}
            set_attendance_rules(type_, **facts, by=person(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"The rules for “{type_}” were kept.")
            return redirect(here)
    log_reading(request, what=f"rules of attendance of “{type_}”")
    tabs = [{"label": str(row), "url": f"?type={row.code}", "current": row.pk == type_.pk} for row in types]
    facts = {"type": type_, "tabs": tabs, "rules": rules, "form": form}
    return render(request, "meetings/attendance_rules.html", facts)
