"""What changes of a meeting that was called, besides its time."""

from typing import Any

from django import forms

from concern_cases.forms.base import KeyedForm
from meetings.models import Meeting
from meetings.rights import people_who_may
from meetings.services.changing import LONGEST, SHORTEST
from people.models import User
from schools.permissions import Perm


class ChangeForm(KeyedForm):
    """The chair, the place, the length and the purpose, as they are now."""

    chair = forms.ModelChoiceField(
        label="Who chairs it",
        help_text="Whoever chaired it before stays invited, if able to come.",
        queryset=User.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs={"data-label": "s"}),
        error_messages={"required": "Choose who chairs it"},
    )
    place = forms.CharField(
        label="Place",
        max_length=200,
        widget=forms.TextInput(attrs={"data-label": "s"}),
        error_messages={"required": "Say where it will be held"},
    )
    length_minutes = forms.IntegerField(
        label="How long does it take?",
        min_value=SHORTEST,
        max_value=LONGEST,
        widget=forms.NumberInput(attrs={"data-label": "s", "data-width": 4, "data-suffix": "minutes"}),
    )
    purpose = forms.CharField(
        label="What it is for (optional)",
        help_text="Everybody invited can read this on the meeting’s page. It is not sent.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-label": "s"}),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chairs = people_who_may(Perm.APPROVE_MINUTES, meeting)
        chair: Any = self.fields["chair"]
        chair.queryset = chairs
        if not chairs.filter(pk=meeting.chair_id).exists():  # nobody is chosen by mistake
            chair.empty_label = f"{meeting.chair} can’t chair it any more: choose somebody"
        length = int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)
        self.initial = {
            "chair": meeting.chair_id,
            "place": meeting.place,
            "length_minutes": length,
            "purpose": meeting.purpose,
        }

    def facts(self) -> dict[str, Any]:
        """What ``change_meeting`` takes."""
        return {name: self.cleaned_data[name] for name in ("chair", "place", "length_minutes", "purpose")}
