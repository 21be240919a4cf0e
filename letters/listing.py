"""The register of letters on a page: which letters a reader may see, found, sorted, and told."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import QueryDict

from letters.models import (
    ACKNOWLEDGED_ON,
    AnswerPart,
    Clock,
    Letter,
    LetterDraft,
    LetterKind,
    Recipient,
    RequiredAction,
    Service,
)
from letters.register import DAYS_OF, days_of_steps
from people.access import schools_where
from people.models import User
from record import clock
from schools.models import School
from schools.permissions import Perm

WRITTEN = ("draft", "legal_check", "for_authorisation", "authorised")
STAGES: dict[str, tuple[str, tuple[str, ...] | None]] = {
    "": ("All", None),
    "written": ("Being written", WRITTEN),
    "awaited": ("Answer awaited", ("given",)),
    "ended": ("Ended", Letter.ENDED_STATES),
}
LATE, UNANSWERED, UNACKNOWLEDGED = "late", "unanswered", "unacknowledged"
ONLY = {
    LATE: "Answered late, or late now",
    UNANSWERED: "Not answered, or only in part",
    UNACKNOWLEDGED: "Not acknowledged yet",
}
SORTS = {
    "letter": "pk",
    "school": "school__name",
    "state": "status",
    "given": "given_on",
    "due": "due",
}


class FindLettersForm(forms.Form):
    """What the list is narrowed to."""

    q = forms.CharField(label="School or reference", required=False, max_length=100)
    kind = forms.ChoiceField(label="Kind", required=False)
    only = forms.ChoiceField(label="Only", required=False, choices=[("", "All letters"), *ONLY.items()])
    show = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Of several versions of a kind the newest one's name.
        names = LetterKind.objects.exclude(series="").order_by("order", "valid_from")
        series = dict(names.values_list("series", "name"))
        kind: Any = self.fields["kind"]
        kind.choices = [("", "All kinds"), *series.items()]

    def asked(self) -> dict[str, str]:
        """What was chosen; what nobody could choose is passed over."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def letters_of(reader: User) -> QuerySet[Any]:
    """Letters that the person may see, with what the list tells of each: those that await an answer first."""
    running = Clock.objects.filter(letter=OuterRef("pk"), superseded_at=None)
    # An academy's letter is to its trust, and whoever comes into post during the clock has a copy.
    governing_body = Q(recipient__is_copy=False) | Q(recipient__received_as=Recipient.As.CHAIR)
    received = Service.objects.filter(governing_body, recipient__letter=OuterRef("pk"))
    acknowledged = received.annotate(on=ACKNOWLEDGED_ON).order_by(F("on").asc(nulls_last=True))
    drafts = LetterDraft.objects.filter(letter=OuterRef("pk")).order_by("number")
    rows = Letter.objects.visible_to(reader).annotate(
        due=Subquery(running.values("ends_on")[:1]),
        # An October letter is never written, and has no draft.
        first_sent_at=Coalesce(Subquery(drafts.values("sent_at")[:1]), "submitted_at"),
        acknowledged_on=Subquery(acknowledged.values("on")[:1]),
        parts_answered=Subquery(_counted(AnswerPart.objects.all(), "required_action")),
        actions_asked=Subquery(_counted(RequiredAction.objects.all(), "pk")),
        awaited=Case(When(status="given", then=Value(0)), default=Value(1)),
    )
    return rows.select_related("school", "case", "kind", "response").order_by(
        "awaited", F("due").asc(nulls_last=True), "-pk"
    )


def _counted(rows: QuerySet[Any], what: str) -> QuerySet[Any]:
    """How many different ones there are of each letter."""
    of_letter = rows.filter(letter=OuterRef("pk")).order_by().values("letter")
    return of_letter.annotate(count=Count(what, distinct=True)).values("count")


def found(rows: QuerySet[Any], asked: dict[str, str], query: QueryDict) -> QuerySet[Any]:
    """The letters that fit what was asked, in the order that was asked for."""
    states = STAGES.get(asked.get("show", ""), STAGES[""])[1]
    if states:
        rows = rows.filter(status__in=states)
    words = asked.get("q", "").strip()
    if words:
        rows = rows.filter(Q(school__in=School.objects.matching(words)) | Q(reference__icontains=words))
    if "kind" in asked:
        rows = rows.filter(kind__series=asked["kind"])
    if "only" in asked:
        rows = rows.filter(_only(asked["only"]))
    sort = query.get("sort", "")
    field = SORTS.get(sort.lstrip("-"))
    if field is None:
        return rows
    by = F(field)
    return rows.order_by(by.desc(nulls_last=True) if sort[0] == "-" else by.asc(nulls_last=True), "-pk")


def with_days(letters: Iterable[Any], reader: User) -> list[Any]:
    """The letters with ``days_taken`` in words: how long each step took, for readers of the council alone."""
    inside = set(schools_where(reader, may=Perm.READ_LA).values_list("pk", flat=True))
    letters = list(letters)
    for letter in letters:
        days = days_of_steps(letter) if letter.school_id in inside else []
        told = zip(DAYS_OF, days, strict=False)
        letter.days_taken = ", ".join(f"{what} {count}" for what, count in told if count != "")
    return letters


def _only(wanted: str) -> Q:
    if wanted == UNACKNOWLEDGED:
        return Q(status="given", acknowledged_on=None)
    if wanted == UNANSWERED:
        return Q(status="given", response=None)
    return Q(response__late=True) | Q(status="given", response=None, due__lt=clock.today())
