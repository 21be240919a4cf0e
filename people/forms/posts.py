"""Appointing somebody, and ending a post."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from people.managed import managed_dioceses, managed_schools
from people.roles import RULES, Role, Scope
from record import clock
from schools.models import Diocese, LocalAuthority, School

SCOPES = [
    (Scope.LA.value, "A local authority"),
    (Scope.SCHOOLS.value, "One or more schools"),
    (Scope.DIOCESE.value, "A diocese"),
]


def roles_of(scope: Scope) -> list[tuple[str, str]]:
    """The roles whose posts belong to a body of that kind."""
    return [(role.value, role.label) for role in Role if RULES[role].scope == scope]


def split_urns(text: str) -> list[str]:
    """URNs separated by spaces, commas or semicolons, each once."""
    return list(dict.fromkeys(text.replace(";", " ").replace(",", " ").split()))


class AppointForm(forms.Form):
    """A post: where, what, from when to when. The questions depend on the kind of body."""

    scope = forms.ChoiceField(label="The post is at", choices=SCOPES, widget=forms.RadioSelect)
    la = forms.ModelChoiceField(
        LocalAuthority.objects.none(),
        label="Which local authority",
        required=False,
        empty_label=None,
        widget=forms.Select(attrs={"data-shown-when": "scope=la"}),
    )
    role_la = forms.ChoiceField(
        label="Role",
        required=False,
        choices=[("", "Choose one"), *roles_of(Scope.LA)],
        widget=forms.Select(attrs={"data-shown-when": "scope=la"}),
    )
    urns = forms.CharField(
        label="URNs of the schools",
        required=False,
        help_text="Six digits each, separated by spaces. They stand in the list of schools.",
        widget=forms.TextInput(attrs={"data-shown-when": "scope=schools", "inputmode": "text"}),
    )
    role_schools = forms.ChoiceField(
        label="Role",
        required=False,
        choices=[("", "Choose one"), *roles_of(Scope.SCHOOLS)],
        widget=forms.Select(attrs={"data-shown-when": "scope=schools"}),
    )
    diocese = forms.ModelChoiceField(
        Diocese.objects.none(),
        label="Which diocese",
        required=False,
        empty_label="Choose one",
        help_text="The person will be a diocesan officer, and see what is shared with the diocese.",
        widget=forms.Select(attrs={"data-shown-when": "scope=diocese"}),
    )
    since = forms.DateField(label="First day", widget=forms.DateInput)
    until = forms.DateField(
        label="Last day (if it is known)",
        required=False,
        help_text="For example the end of a governor’s term of office.",
        widget=forms.DateInput,
    )

    def __init__(self, data: Any = None, *, las: QuerySet[LocalAuthority]) -> None:
        super().__init__(data, initial={"since": clock.today(), "scope": Scope.SCHOOLS.value})
        self.schools = managed_schools(las)
        self.fields["la"].queryset = las  # type: ignore[attr-defined]
        self.fields["diocese"].queryset = managed_dioceses(las)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        scope = facts.get("scope")
        if scope == Scope.LA:
            self._require(facts, "role_la", "Choose the role.")
        elif scope == Scope.SCHOOLS:
            self._require(facts, "role_schools", "Choose the role.")
            facts["schools"] = self._schools(facts.get("urns", ""))
        elif scope == Scope.DIOCESE:
            self._require(facts, "diocese", "Choose the diocese.")
        return facts

    def facts(self) -> dict[str, Any]:
        """What ``appoint`` is told."""
        found, scope = self.cleaned_data, self.cleaned_data["scope"]
        return {
            "role": found.get(f"role_{scope}") or Role.DIOCESAN_OFFICER.value,
            "la": found["la"] if scope == Scope.LA else None,
            "diocese": found["diocese"] if scope == Scope.DIOCESE else None,
            "schools": found.get("schools", []) if scope == Scope.SCHOOLS else [],
            "since": found["since"],
            "until": found["until"],
        }

    def field_of(self, name: str | None) -> str | None:
        """The field of this form that a rule's field is asked by."""
        scope = self.cleaned_data.get("scope")
        names = {"role": f"role_{scope}", "schools": "urns"}
        found = names.get(name or "", name)
        return found if found in self.fields else None

    def _require(self, facts: dict[str, Any], name: str, words: str) -> None:
        if not facts.get(name) and name not in self.errors:
            self.add_error(name, words)

    def _schools(self, text: str) -> list[School]:
        urns = split_urns(text)
        if not urns:
            self.add_error("urns", "Give the URN of the school.")
            return []
        known = {school.urn: school for school in self.schools.filter(urn__in=urns)}
        unknown = [urn for urn in urns if urn not in known]
        if unknown:
            self.add_error("urns", f"There is no school of yours with the URN {', '.join(unknown)}.")
        return [known[urn] for urn in urns if urn in known]


class EndPostForm(forms.Form):
    """The last day in post, and why."""

    on = forms.DateField(
        label="Last day in post",
        help_text="From the day after, nothing is seen through this post.",
        widget=forms.DateInput,
    )
    why = forms.CharField(
        label="Why (optional)",
        required=False,
        help_text="Needed if the post was entered by mistake: then give the day before it began.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
