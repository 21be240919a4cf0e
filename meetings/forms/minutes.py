"""What writing, checking and amending minutes asks."""

from typing import Any

from django import forms

from concern_cases.audiences import offer_to
from concern_cases.forms.base import KeyedForm, PeopleChoice, lines
from meetings.models import Meeting
from meetings.services.minutes import suggested_part_b
from meetings.services.restricted import latest_part_b, named_on_all
from people.models import User
from record.words import listed

MARKS = "# makes a heading, - a list, ** bold."


class PartBFields(forms.Form):
    """Part B and its readers: to be laid out for somebody who may write it (``lay_out_part_b``)."""

    part_b = forms.CharField(
        label="Part B, for the people named alone",
        widget=forms.Textarea(attrs={"rows": 12, "data-label": "s"}),
        error_messages={"required": "Write Part B of the minutes"},
    )
    readers = PeopleChoice(
        label="Who else may read Part B?",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-label": "s", "data-small": True}),
    )

    def lay_out_part_b(self, meeting: Meeting, by: User) -> None:
        """The fields begin with what was recorded, and offer whoever sees the school's cases."""
        named = list(named_on_all(meeting))
        last = latest_part_b(meeting)
        text, readers = self.fields["part_b"], self.fields["readers"]
        text.initial = last.text if last else suggested_part_b(meeting, named)
        names = listed([user.name for user in named])
        text.help_text = f"Begun from the restricted items. Named there, and therefore its readers: {names}."
        others = offer_to(by, meeting.school).others if meeting.school else {}
        known = {user.pk for user in named}
        readers.offer({key: words for key, words in others.items() if key not in known})  # type: ignore[attr-defined]
        readers.help_text = "Somebody other than you who approves minutes has to be among its readers."
        if last:
            readers.initial = [user.pk for user in last.named.all()]


class PartBForm(KeyedForm, PartBFields):
    """Part B alone."""

    def __init__(self, *args: Any, meeting: Meeting, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lay_out_part_b(meeting, by)


class CheckPartBForm(KeyedForm):
    """Whether Part B is right."""

    outcome = forms.ChoiceField(
        label="What do you say to it?",
        choices=[("approve", "It is right"), ("back", "Something is to be put right")],
        widget=forms.RadioSelect(attrs={"data-label": "s"}),
        error_messages={"required": "Say whether it is right"},
    )
    remarks = forms.CharField(
        label="What is to be put right?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-shown-when": "outcome=back"}),
    )


class AmendForm(KeyedForm):
    """One numbered correction."""

    text = forms.CharField(
        label="What is to be read instead, or added?",
        help_text=f"Name the item. {MARKS}",
        widget=lines(6),
        error_messages={"required": "Say what is to be read instead, or added"},
    )
    why = forms.CharField(
        label="Why are the minutes corrected?",
        help_text="Everybody who has the minutes reads this.",
        widget=lines(3),
        error_messages={"required": "Say why the minutes are corrected"},
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if meeting.school_id is None:
            self.fields["text"].help_text = (
                "Begin with the item’s heading as it stands in the minutes, for example “# 4. …”: "
                f"then whoever reads that item alone has the amendment too. {MARKS}"
            )
