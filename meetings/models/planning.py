"""Planning the conferences of a term as one problem."""

from django.db import models
from django.db.models import Q

from concern_cases.models import ConcernCase
from meetings.models.meeting import Meeting
from meetings.planning.problem import key_of
from meetings.planning.words import DIARY_NOT_KNOWN
from people.models import User
from record import clock
from record.models import Recorded
from schools.models import LocalAuthority


class PlanningRules(Recorded):
    """The numbers by which an authority proposes dates. Each can be changed on a page."""

    la = models.OneToOneField(LocalAuthority, on_delete=models.CASCADE, related_name="planning_rules")
    edge_days = models.PositiveSmallIntegerField(
        default=2, help_text="School days at the beginning and the end of a half-term without conferences."
    )
    starts = models.CharField(
        max_length=60, default="09:30, 14:00", help_text="Times at which a conference can begin."
    )
    travel_minutes = models.PositiveSmallIntegerField(
        default=45, help_text="Between two conferences of the same person in different schools."
    )
    same_area_travel_minutes = models.PositiveSmallIntegerField(
        default=20, help_text="The same, within one community area."
    )
    per_day = models.PositiveSmallIntegerField(default=2, help_text="Conferences of one person on a day.")
    earliest_notice_days = models.PositiveSmallIntegerField(
        default=10, help_text="Days between today and the first date that is proposed."
    )
    diary_days = models.PositiveSmallIntegerField(
        default=60, help_text="Days for which a diary counts as known after it was looked through."
    )
    search_seconds = models.PositiveSmallIntegerField(
        default=25, help_text="How long the best plan is sought."
    )

    class Meta:
        verbose_name_plural = "planning rules"

    def __str__(self) -> str:
        return f"Planning rules of {self.la}"


class TermPlan(models.Model):
    """A plan for the conferences between two days: sought by the worker, nothing until it is accepted."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Being worked out"
        READY = "ready", "Proposed"
        ACCEPTED = "accepted", "Accepted"
        DROPPED = "dropped", "Dropped"
        FAILED = "failed", "Could not be worked out"

    la = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="term_plans")
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    stop_asked = models.BooleanField(default=False)
    progress = models.JSONField(default=dict, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cost = models.FloatField(null=True, blank=True)
    bound = models.FloatField(null=True, blank=True, help_text="No plan can cost less than this.")
    problem = models.TextField(blank=True)
    asked_about = models.JSONField(
        default=dict, blank=True, help_text="What was planned: cases, people, rules, as they were then."
    )
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of what the plan rests on; another one: out of date."
    )
    is_best = models.BooleanField(default=False, help_text="No better plan exists; that is proven.")
    after = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The plan whose place it takes: its dates stay where they can.",
    )
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["la", "first_day", "last_day"],
                condition=Q(state__in=["waiting", "running", "ready"]),
                name="one_plan_under_way_per_term",
            ),
            models.CheckConstraint(
                name="a_plan_has_who_accepted_it_when_accepted",
                condition=Q(state="accepted", accepted_by__isnull=False, accepted_at__isnull=False)
                | (~Q(state="accepted") & Q(accepted_by=None, accepted_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"Conferences of {self.la}, {self.first_day} to {self.last_day}"


class ProposedDate(models.Model):
    """One conference of a plan: its date, or why there is none and what could be done instead."""

    plan = models.ForeignKey(TermPlan, on_delete=models.CASCADE, related_name="dates")
    case = models.ForeignKey(ConcernCase, on_delete=models.PROTECT, related_name="+")
    occurrence = models.PositiveSmallIntegerField(
        default=1, help_text="Which of the case's conferences in the time that is planned, from 1."
    )
    due_by = models.DateField()
    starts_at = models.DateTimeField(null=True, blank=True)
    keeps = models.ForeignKey(
        Meeting,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The conference that people were invited to already, which stays or moves.",
    )
    why_not = models.TextField(blank=True, help_text="Which rule stands in the way.")
    choices = models.JSONField(default=list, blank=True, help_text="The least bad dates with their price.")
    reason = models.TextField(blank=True, help_text="Why a rule was set aside.")
    set_aside = models.CharField(max_length=12, blank=True, help_text="Which rule was, by choice.")
    chosen = models.BooleanField(default=False, help_text="Somebody chose this time among those that suit.")
    left_out = models.BooleanField(default=False, help_text="Nobody is invited for it with the plan.")
    notes = models.JSONField(default=list, blank=True, help_text="For example whose diary is not known.")
    not_called_why = models.TextField(blank=True, help_text="Why no conference came of it when accepted.")
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="proposed_as"
    )

    class Meta:
        ordering = ["plan", "starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "case", "occurrence"], name="one_date_per_conference_of_a_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.starts_at}"

    @property
    def key(self) -> int:
        """By which the planner knows it."""
        return key_of(self.case_id, self.occurrence)

    @property
    def unknown_diaries(self) -> str:
        """Whose diary is not known, in words; empty where all are."""
        return next((note for note in self.notes if note.startswith(DIARY_NOT_KNOWN)), "")

    @property
    def stays(self) -> bool:
        """Whether it is a conference that was called before and is not moved."""
        return self.keeps is not None and self.keeps.starts_at == self.starts_at
