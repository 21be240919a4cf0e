"""Evidence, and what the school says and does."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from concern_cases.forms.base import CircleFields, FileFields, FilesField, KeyedForm, PastDay, lines
from concern_cases.models import Concern, Evidence, NonEngagement
from people.models import Post
from record.words import plain_day


class VisitorChoice(forms.ModelChoiceField):
    """One of the posts given, with the time in which it was held."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(queryset=Post.objects.none(), **facts)

    def label_from_instance(self, post: Post) -> str:
        until = f" until {plain_day(post.until)}" if post.until else ""
        return f"{post}, since {plain_day(post.since)}{until}"


class EvidenceForm(KeyedForm, CircleFields, FileFields):
    """One dated piece of evidence, with the files behind it."""

    kind = forms.ChoiceField(
        label="What kind of evidence is it?", choices=[("", "Choose"), *Evidence.Kind.choices]
    )
    on = PastDay(label="Date of the evidence", help_text="The day of the visit, the results or the report.")
    visitor = VisitorChoice(
        label="Whose visit was it? (optional)",
        help_text="People who are or were sent to the school. Anybody else is named below.",
        required=False,
        empty_label="Nobody’s, or somebody else’s",
    )
    source = forms.CharField(
        label="Where does it come from?",
        help_text="For example, SIP visit 2, Judith Penhale.",
        max_length=300,
    )
    text = forms.CharField(
        label="What does it show?",
        help_text="Facts with their figures; say how many pupils stand behind a percentage.",
        widget=lines(4),
    )
    concern = forms.ModelChoiceField(
        label="Which concern does it belong to? (optional)",
        queryset=Concern.objects.none(),
        required=False,
        empty_label="To the case as a whole",
    )
    files = FilesField(label="Files (optional)", required=False)  # type: ignore[assignment]

    def __init__(
        self, *args: Any, concerns: QuerySet[Concern], visitors: QuerySet[Post], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        visitor: Any = self.fields["visitor"]
        visitor.queryset = visitors
        concern: Any = self.fields["concern"]
        concern.queryset = concerns


class FilesForm(KeyedForm, FileFields):
    """More files for a piece of evidence."""

    files = FilesField(label="Files")  # type: ignore[assignment]


class DisagreementForm(KeyedForm, CircleFields):
    """That the school disagrees with a judgement."""

    judgement = forms.CharField(
        label="Which judgement does the school disagree with?",
        help_text="The judgement as it was given, with its date.",
        widget=lines(2),
    )
    said_by = forms.CharField(
        label="Who disagreed?", help_text="For example, the chair of governors.", max_length=150
    )
    said = forms.CharField(label="What does the school say instead?", widget=lines(3))
    on = PastDay(label="On which day?")
    source = forms.CharField(
        label="Where was it said or written?", help_text="For example, minutes of governors.", max_length=300
    )


class NonEngagementForm(KeyedForm, CircleFields):
    """That the school did not take part in its improvement."""

    kind = forms.ChoiceField(
        label="What happened?", choices=NonEngagement.Kind.choices, widget=forms.RadioSelect
    )
    on = PastDay(label="On which day?")
    fact = forms.CharField(
        label="The fact",
        help_text="What happened and what was agreed before, without judging it. A letter may quote this.",
        widget=lines(3),
    )
    source = forms.CharField(
        label="How is it known?", help_text="For example, e-mail of 3 November.", max_length=300
    )
