"""Support at work at a school: who was sent for what, how many days, and what came of them."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from concern_cases.models import ConcernCase, Evidence, Objective
from people.circles import Circled, CircledQuerySet
from people.models import User
from record import clock
from record.models import Recorded
from schools.models import School
from support.models.providers import Provider


class DeploymentQuerySet(CircledQuerySet):
    def visible_to(self, user: Any) -> Any:
        """Those in whose circle the user is; and to whoever is sent, their own, wherever it is."""
        if not getattr(user, "is_active", False):
            return self.none()
        in_circle = super().visible_to(user).order_by().values("pk")
        return self.filter(Q(pk__in=in_circle) | Q(provider__user=user))

    def waiting(self) -> Any:
        """Those that somebody has to agree, or of which a change waits for an answer."""
        return self.filter(
            Q(status=Deployment.Status.PROPOSED)
            | Q(status=Deployment.Status.AGREED, change_days__isnull=False)
        )

    def at_work(self) -> Any:
        """Agreed, and neither over nor still to begin today."""
        today = clock.today()
        return self.filter(status=Deployment.Status.AGREED, starts_on__lte=today, ends_on__gte=today)

    def given_by(self, user: Any) -> Any:
        """Agreed support that this person gives, the next to end on top: also what nobody has ended yet."""
        agreed = self.filter(status=Deployment.Status.AGREED, provider__user=user)
        return agreed.select_related("school").order_by("ends_on", "pk")

    def past_their_end(self) -> Any:
        """Their last day has passed, nobody has said what came of them, and no change waits for an answer."""
        over = self.filter(status=Deployment.Status.AGREED, ends_on__lt=clock.today())
        return over.filter(change_days=None)

    def counting(self) -> Any:
        """Those that take days from their provider: proposed or agreed, and those that ran to their end."""
        return self.exclude(status__in=[Deployment.Status.REFUSED, Deployment.Status.WITHDRAWN])


class Deployment(Circled, Recorded):
    """A provider is sent to a school for a reason, between two days, for so many days of work."""

    school_path = "school"

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Waits for an answer"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Not agreed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        ENDED = "ended", "Ended"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="deployments")
    case = models.ForeignKey(
        ConcernCase, null=True, blank=True, on_delete=models.PROTECT, related_name="deployments"
    )
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="deployments")
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.PROTECT, related_name="deployments"
    )
    why = models.TextField()
    days_agreed = models.DecimalField(max_digits=5, decimal_places=1)
    starts_on = models.DateField()
    ends_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_why = models.TextField(blank=True)
    warnings = models.JSONField(
        default=list, help_text="What it was agreed in spite of: overbooked, own school. A list of sentences."
    )
    ended_on = models.DateField(null=True, blank=True)
    impact = models.TextField(blank=True, help_text="What came of it as a whole.")
    worked = models.BooleanField(null=True, blank=True, help_text="Whether it helped; empty: not judged.")
    origin = models.CharField(max_length=200, blank=True, help_text="Where it was decided, in words.")
    change_days = models.DecimalField(
        max_digits=5, decimal_places=1, null=True, blank=True, help_text="Asked for, and not agreed yet."
    )
    change_ends_on = models.DateField(null=True, blank=True)
    change_why = models.TextField(blank=True)
    change_asked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    change_asked_at = models.DateTimeField(null=True, blank=True)

    objects = DeploymentQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_deployment_ends_after_it_begins", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="a_deployment_has_days", condition=Q(days_agreed__gt=0)),
            models.CheckConstraint(
                name="a_deployment_has_ended_on_when_ended",
                condition=Q(status="ended", ended_on__isnull=False) | (~Q(status="ended") & Q(ended_on=None)),
            ),
            models.CheckConstraint(
                name="a_change_of_a_deployment_is_whole",
                condition=Q(change_days=None, change_ends_on=None, change_asked_by=None)
                | Q(
                    status="agreed",
                    change_days__gt=0,
                    change_ends_on__gte=F("starts_on"),
                    change_asked_by__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} at {self.school}"

    def get_absolute_url(self) -> str:
        return reverse("support:deployment", args=[self.pk])

    @property
    def has_change(self) -> bool:
        """Whether other days or another end were asked for and nobody has answered."""
        return self.change_days is not None

    @property
    def waits(self) -> bool:
        """Whether somebody has to agree to it, or to a change of it."""
        return self.status == self.Status.PROPOSED or self.has_change

    @property
    def waits_since(self) -> datetime:
        """When what waits was asked for."""
        return (self.change_asked_at or self.asked_at) if self.has_change else self.asked_at

    @property
    def terms(self) -> str:
        """A mark of what is to be agreed: another one as soon as a word, a day or the provider is another."""
        said = (self.provider_id, self.objective_id, self.why, self.days_agreed, self.starts_on, self.ends_on)
        change = (self.change_days, self.change_ends_on, self.change_why)
        return sha256(repr((said, change)).encode()).hexdigest()[:16]

    @property
    def is_planned(self) -> bool:
        return self.status == self.Status.AGREED and self.starts_on > clock.today()


class DaysUsed(Recorded):
    """Days of a deployment that were worked, with a note of what was done and what came of it."""

    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="used")
    on = models.DateField()
    days = models.DecimalField(max_digits=4, decimal_places=1)
    done = models.TextField("what was done")
    impact = models.TextField(blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "pk"]
        verbose_name_plural = "days used"
        constraints = [models.CheckConstraint(name="days_used_are_some", condition=Q(days__gt=0))]

    def __str__(self) -> str:
        return f"{self.days} days on {self.on}"


class EvaluationQuerySet(CircledQuerySet):
    def overdue(self) -> Any:
        """Those that were to be here before today and are not; what was withdrawn is waited for no more."""
        return self.filter(received_on=None, withdrawn_at=None, due_on__lt=clock.today())


class ExternalEvaluation(Circled, Recorded):
    """An evaluation by somebody from outside: what it asks, and what came of it."""

    school_path = "school"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="evaluations")
    case = models.ForeignKey(
        ConcernCase, null=True, blank=True, on_delete=models.PROTECT, related_name="evaluations"
    )
    evaluator = models.CharField(max_length=200)
    question = models.TextField()
    commissioned_on = models.DateField()
    commissioned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    received_on = models.DateField(null=True, blank=True)
    findings = models.TextField(blank=True)
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = models.TextField(blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["-commissioned_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="an_evaluation_is_received_after_it_is_asked_for",
                condition=Q(received_on=None) | Q(received_on__gte=F("commissioned_on")),
            ),
            models.CheckConstraint(
                name="a_withdrawn_evaluation_says_who_and_why",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Evaluation by {self.evaluator} at {self.school}"
