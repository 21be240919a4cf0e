"""What the pages of planning ask: a date for a case, the rules, an absence, a calendar."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from concern_cases.forms.base import ComingDay, KeyedForm
from meetings.models import ProposedDate
from meetings.services.problems import RULES
from meetings.words import moment_in_words

TIMES = ["%H:%M", "%H.%M", "%I.%M %p", "%I.%M%p", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p"]
A_TIME = "Give the time as 2 pm or 14:00"


class ChoiceForm(KeyedForm):
    """One of the dates that a case could have at a price."""

    choice = forms.ChoiceField(
        label="Which date?",
        widget=forms.RadioSelect(attrs={"data-label": "hidden", "data-small": True}),
        error_messages={"required": "Choose one of the dates"},
    )
    reason = forms.CharField(
        label="Why (where it needs a reason)",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"data-label": "plain"}),
    )

    def __init__(self, *args: Any, date: ProposedDate, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"date_{date.pk}_%s", **kwargs})
        self.of = date
        choice: Any = self.fields["choice"]
        choice.choices = [(each["key"], each["words"]) for each in date.choices]


class OtherTimeForm(KeyedForm):
    """One of the other times that suit everybody."""

    at = forms.ChoiceField(
        label="When?", widget=forms.Select(), error_messages={"required": "Choose one of the times"}
    )

    def __init__(self, *args: Any, times: list[datetime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at: Any = self.fields["at"]
        at.choices = [(each.isoformat(), moment_in_words(each)) for each in times]

    def time(self) -> datetime:
        return datetime.fromisoformat(self.cleaned_data["at"])


def _number(label: str, help_text: str = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"data-label": "s", "data-width": 4})
    return forms.IntegerField(label=label, help_text=help_text, min_value=0, max_value=1000, widget=widget)


class RulesForm(KeyedForm):
    """The numbers by which dates are proposed."""

    starts = forms.CharField(
        label="Times at which a conference can begin",
        help_text="Separated by commas, for example 09:30, 14:00",
        max_length=60,
        widget=forms.TextInput(attrs={"data-label": "s", "data-width": 20}),
    )
    edge_days = _number("School days at each end of a half-term without conferences")
    per_day = _number("Conferences of one person on a day, at most")
    travel_minutes = _number("Minutes between two conferences of one person")
    same_area_travel_minutes = _number("Minutes between two within one community area")
    earliest_notice_days = _number("Days between today and the first date that is proposed")
    diary_days = _number(
        "Days for which a diary counts as known",
        "After it was looked through or uploaded. From then on a date says that it is not known.",
    )
    search_seconds = _number("Seconds for which the best plan is sought", "From 1 to 120")

    def rules(self) -> dict[str, Any]:
        """What ``change_planning_rules`` takes."""
        return {name: self.cleaned_data[name] for name in RULES}


class AbsenceForm(KeyedForm):
    first_day = ComingDay(label="From", error_messages={"required": "Say from which day"})
    from_time = forms.TimeField(
        label="Time (without one: the whole day)",
        required=False,
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H:%M", attrs={"data-width": 10}),
        error_messages={"invalid": A_TIME},
    )
    last_day = ComingDay(label="To (if it is another day)", required=False)
    to_time = forms.TimeField(
        label="Time",
        required=False,
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H:%M", attrs={"data-width": 10}),
        error_messages={"invalid": A_TIME},
    )
    weekly_until = ComingDay(label="Every week until (if it comes back)", required=False)
    note = forms.CharField(
        label="Note (only you read it)", required=False, max_length=200, widget=forms.TextInput()
    )

    def absence(self) -> dict[str, Any]:
        """What ``add_absence`` takes."""
        facts = self.cleaned_data
        last_day = facts["last_day"] or facts["first_day"]
        starts = datetime.combine(facts["first_day"], facts["from_time"] or time())
        ends = (
            datetime.combine(last_day, facts["to_time"])
            if facts["to_time"]
            else datetime.combine(last_day + timedelta(days=1), time())
        )
        zone = timezone.get_default_timezone()
        return {
            "starts_at": timezone.make_aware(starts, zone),
            "ends_at": timezone.make_aware(ends, zone),
            "weekly_until": facts["weekly_until"],
            "note": facts.get("note", ""),
        }


class AbsenceOfForm(AbsenceForm):
    """The same of somebody else, without a note: what for is nobody else's business."""

    note = None  # type: ignore[assignment]


class CalendarForm(KeyedForm):
    file = forms.FileField(
        label="Calendar file (.ics)",
        help_text="Up to 5 MB. It takes the place of the one before. Only times are kept, no titles.",
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
        error_messages={"required": "Choose a calendar file", "empty": "Choose a file that is not empty"},
    )
