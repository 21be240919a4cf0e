"""Letters."""

from typing import Any

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.urls import reverse

from concern_cases.models import ConcernCase
from evaluation.models import Category
from letters.models.kind import LetterKind
from people.access import school_keys_where
from people.models import Share, User
from record import clock
from record.models import Recorded
from schools.models import School
from schools.permissions import Perm


class LetterCounter(models.Model):
    """The last letter number given in a year, and the lock under which the next one is given."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: Any) -> "LetterQuerySet":
        """For the LA all letters; for a diocese those it was told of; for the school those given."""
        given = Q(given_on__isnull=False)
        return self.filter(
            Q(school__in=school_keys_where(user, may=Perm.READ_LA))
            | Q(school__in=school_keys_where(user, may=Perm.READ_DIOCESE), diocese_told_at__isnull=False)
            | (Q(school__in=school_keys_where(user, may=Perm.READ_SCHOOL)) & given)
        )

    def open(self) -> "LetterQuerySet":
        return self.filter(status__in=Letter.OPEN_STATES)

    def with_end(self) -> Any:
        """Each with the day on which its time ends (``ends_on``); None where none runs."""
        running = FilteredRelation("clocks", condition=Q(clocks__superseded_at=None))
        return self.annotate(running=running).annotate(ends_on=F("running__ends_on"))

    def out_of_time(self) -> Any:
        """Given, with the time that they gave over, and nobody has assessed the answer."""
        return self.filter(status=Letter.Status.GIVEN).with_end().filter(ends_on__lt=clock.today())

    def to_be_assessed(self) -> Any:
        """Those out of time whose finding is missing; once answered, not before its actions' days."""
        ahead = Q(response__isnull=False, required_actions__by__gte=clock.today())
        waiting = self.model._default_manager.filter(ahead).values("pk")
        return self.out_of_time().exclude(pk__in=waiting)


class Letter(Recorded):
    """One letter to one school's governing body, from draft to what became of it."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        LEGAL_CHECK = "legal_check", "Legal check"
        FOR_AUTHORISATION = "for_authorisation", "Waiting for authorisation"
        AUTHORISED = "authorised", "Authorised, being issued"
        GIVEN = "given", "Given"
        COMPLIED = "complied", "Complied with"
        NOT_COMPLIED = "not_complied", "Not complied with"
        WITHDRAWN = "withdrawn", "Withdrawn"
        SUPERSEDED = "superseded", "Superseded"
        FOR_INFORMATION = "for_information", "Given, no answer awaited"
        NOT_CONFIRMED = "not_confirmed", "Not confirmed"
        POWERS_USED = "powers_used", "Powers are used"
        NO_POWERS_USED = "no_powers_used", "No power is used"

    class Hmci(models.TextChoices):
        """What came of the right of representation to the Chief Inspector, in the regime of 2010."""

        NONE_MADE = "none_made", "No representations were made"
        CONFIRMED = "confirmed", "The Chief Inspector confirmed the notice"
        NOT_CONFIRMED = "not_confirmed", "The Chief Inspector did not confirm the notice"

    OPEN_STATES = ("draft", "legal_check", "for_authorisation", "authorised", "given")
    ENDED_STATES = (
        "complied",
        "not_complied",
        "withdrawn",
        "superseded",
        "for_information",
        "not_confirmed",
        "powers_used",
        "no_powers_used",
    )
    GIVEN_STATES = ("given", *ENDED_STATES)
    NO_LONGER_STANDING = ("withdrawn", "superseded", "not_confirmed")
    EDITABLE_STATES = ("draft",)

    reference = models.CharField(max_length=24, unique=True)
    kind = models.ForeignKey(LetterKind, on_delete=models.PROTECT, related_name="letters")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="letters")
    case = models.ForeignKey(
        ConcernCase, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    ends = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ended_by",
        help_text="The letter that this one withdraws, declares superseded, or replaces.",
    )
    ends_why = models.TextField(
        blank=True, help_text="Of a letter that replaces another: why, for everybody who got that one."
    )
    on_ladder = models.BooleanField(
        default=True, help_text="Copied from the kind: a warning, not a free letter."
    )
    skips_rung_why = models.TextField(blank=True)
    status = models.CharField(max_length=18, choices=Status.choices, default=Status.DRAFT)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True, help_text="Further words before the matters relied on. Markdown.")
    for_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of a yearly letter: the year in which the school year began."
    )
    history_left_out = models.JSONField(
        default=list,
        blank=True,
        help_text="What was agreed, given or written before that it does not tell, as action-12, letter-5.",
    )
    history_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of what it told of before when it was authorised."
    )
    kind_sha256 = models.CharField(
        max_length=64,
        blank=True,
        help_text="Of what it says by its kind, when it was last checked in law or authorised.",
    )
    methods_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of how it was to go to whom when it was authorised."
    )
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grounds_in_law = models.JSONField(
        default=list, blank=True, help_text="Of a statutory notice: its grounds, by their codes."
    )
    powers = models.JSONField(
        default=list, blank=True, help_text="Of a statutory notice: the powers that it names, by their codes."
    )
    powers_used = models.JSONField(
        default=list, blank=True, help_text="Of a proposal: the powers that the council uses, by their codes."
    )
    days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The period that this letter names, where its kind leaves it to it."
    )
    appointed_by = models.TextField(
        blank=True, help_text="Who appoints the foundation governors: name and address, a line each."
    )
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="letters_drafted")
    begun_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True, help_text="When it last went on.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was assessed or ended.")
    writers = models.ManyToManyField(
        User, related_name="+", help_text="Everybody who wrote at it: none of them can authorise it."
    )
    delegations = models.ManyToManyField(
        Share,
        related_name="delegated_letters",
        help_text="Shares by which the vice-chair may answer: over when the letter or the post is.",
    )
    sent_back_why = models.TextField(blank=True)
    held_back_why = models.TextField(
        blank=True, help_text="Of a letter that is authorised with others: why it was not, the last time."
    )
    diocese_told_at = models.DateTimeField(null=True, blank=True)
    diocese_told_how = models.CharField(max_length=300, blank=True)
    law_checked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    law_checked_at = models.DateTimeField(null=True, blank=True)
    authorised_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="letters_authorised"
    )
    authorised_at = models.DateTimeField(null=True, blank=True)
    dated = models.DateField(null=True, blank=True, help_text="The date on the letter.")
    sending_day_why = models.TextField(
        blank=True, help_text="Why it is sent on the last school day before a holiday, if it is."
    )
    given_on = models.DateField(null=True, blank=True)
    hmci_decision = models.CharField(max_length=14, choices=Hmci.choices, blank=True)
    hmci_decided_on = models.DateField(null=True, blank=True)
    outcome_why = models.TextField(blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="drafter_is_not_authoriser",
                condition=Q(authorised_by=None) | ~Q(authorised_by=F("drafted_by")),
            ),
            # A letter that replaces another is written while that one is open.
            models.UniqueConstraint(
                name="one_open_ladder_letter_per_school",
                fields=["school"],
                condition=Q(on_ladder=True)
                & (
                    Q(status="given")
                    | Q(status__in=("draft", "legal_check", "for_authorisation", "authorised"), ends=None)
                ),
            ),
            models.UniqueConstraint(
                name="one_replacement_being_written_per_school",
                fields=["school"],
                condition=Q(on_ladder=True, ends__isnull=False)
                & Q(status__in=("draft", "legal_check", "for_authorisation", "authorised")),
            ),
            models.UniqueConstraint(
                name="one_yearly_letter_per_school_and_year",
                fields=["school", "for_year"],
                condition=Q(for_year__isnull=False) & ~Q(status="withdrawn"),
            ),
            models.UniqueConstraint(
                name="one_open_notice_that_ends_a_letter",
                fields=["ends"],
                condition=Q(status__in=("draft", "legal_check", "for_authorisation", "authorised")),
            ),
            models.CheckConstraint(
                name="a_given_letter_was_authorised_and_dated",
                condition=~Q(status="given")
                | Q(authorised_by__isnull=False, dated__isnull=False, given_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("letters:letter", args=[self.reference])

    @property
    def is_given(self) -> bool:
        """Whether its recipients have it, whatever became of it since."""
        return self.given_on is not None

    @property
    def is_ended(self) -> bool:
        """Nothing is awaited from anybody any more."""
        return self.status not in self.OPEN_STATES

    @property
    def tells_diocese(self) -> bool:
        """Whether the school's diocese gets a copy, and so is told before the letter goes on."""
        return self.school.is_church_school and "diocese" in self.kind.copies_to

    @property
    def no_longer_stands(self) -> bool:
        """Nothing that it asks for is required any more."""
        return self.status in self.NO_LONGER_STANDING

    @property
    def replaces(self) -> "Letter | None":
        """The letter whose place it takes when it is given; None for a notice that only ends one."""
        return None if self.kind.ends_as else self.ends

    @property
    def running_clock(self) -> Any:
        """The clock that counts; None before the letter is given, and of one that asks no answer."""
        return self.clocks.filter(superseded_at=None).first()

    @property
    def time_is_over(self) -> bool:
        """Whether the last day that it gave has passed; never of one that gives no time."""
        running = self.running_clock
        return running is not None and bool(running.ends_on < clock.today())
