"""What a plan begins with, and the numbers by which plans and reviews run."""

from collections.abc import Iterable

from django.db import models

from evaluation.models import Area
from evaluation.models.reference import DatedName
from record.models import Recorded
from schools.models import LocalAuthority


class PlanTemplate(DatedName):
    """A kind of plan to begin with: for whom, its horizon, and objectives to start from."""

    kind = models.CharField(
        max_length=8, choices=[("support", "Support plan"), ("single", "Single plan")], default="single"
    )
    about = models.TextField(help_text="For which schools, in a sentence or two.")
    horizon_months = models.PositiveSmallIntegerField(help_text="Months to what the plan is for.")
    goal = models.CharField(max_length=200, help_text="What is reached at the horizon.")
    rewritten_a_year = models.PositiveSmallIntegerField(
        default=0, help_text="How often it is re-written in a year; 0: by cause alone."
    )

    class Meta(DatedName.Meta):
        abstract = False


class TemplateObjective(Recorded):
    """An objective that plans of the template begin with, to be worded for the school."""

    template = models.ForeignKey(PlanTemplate, on_delete=models.CASCADE, related_name="objectives")
    order = models.PositiveSmallIntegerField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    months = models.PositiveSmallIntegerField(default=12, help_text="Months until it is to be reached.")

    class Meta:
        ordering = ["template", "order", "pk"]

    def __str__(self) -> str:
        return self.title


class TemplateCriterion(Recorded):
    """What is measured of such an objective; from where to where is for the school to say."""

    objective = models.ForeignKey(TemplateObjective, on_delete=models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField(default=1)
    what = models.CharField(max_length=300)
    target = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Months until it is met; empty: with its objective."
    )

    class Meta:
        ordering = ["order", "pk"]
        verbose_name_plural = "template criteria"

    def __str__(self) -> str:
        return self.what


class TemplateStep(Recorded):
    """A first action or milestone of such an objective, so many months after the plan is opened."""

    class Kind(models.TextChoices):
        ACTION = "action", "Action"
        MILESTONE = "milestone", "Milestone"

    objective = models.ForeignKey(TemplateObjective, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=150, blank=True)
    months = models.PositiveSmallIntegerField()
    resources = models.CharField(max_length=300, blank=True, help_text="Of an action alone.")

    class Meta:
        ordering = ["months", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_first_milestone_needs_nothing",
                condition=models.Q(kind="action") | models.Q(resources=""),
            ),
        ]

    def __str__(self) -> str:
        return self.what


class PlanRules(Recorded):
    """The numbers by which an authority's plans and reviews run. Days are working days but for two."""

    la = models.OneToOneField(LocalAuthority, on_delete=models.CASCADE, related_name="plan_rules")
    draft_days = models.PositiveSmallIntegerField(default=10, help_text="To write a draft.")
    comment_days = models.PositiveSmallIntegerField(default=10, help_text="For the school to comment.")
    approve_days = models.PositiveSmallIntegerField(default=5, help_text="To approve a draft.")
    review_months = models.PositiveSmallIntegerField(default=3, help_text="Months between two reviews.")
    review_opens_days = models.PositiveSmallIntegerField(
        default=15, help_text="A review is opened so many working days before it is due."
    )
    gather_days = models.PositiveSmallIntegerField(
        default=5, help_text="Evidence is in so many working days before the review is due."
    )
    review_comment_days = models.PositiveSmallIntegerField(
        default=5, help_text="For the school to answer the judgements."
    )
    decide_days = models.PositiveSmallIntegerField(default=3, help_text="To decide what follows.")
    statement_days = models.PositiveSmallIntegerField(
        default=10, help_text="To send the statement of action after an inadequate report."
    )
    exit_reviews = models.PositiveSmallIntegerField(
        default=2, help_text="Reviews in a row with the criteria met before stepping down is proposed."
    )

    class Meta:
        verbose_name_plural = "plan rules"

    def __str__(self) -> str:
        return f"Rules of plans and reviews of {self.la}"

    @classmethod
    def of(cls, la: LocalAuthority) -> "PlanRules":
        """The authority's numbers; the usual ones where it has set none."""
        return cls._default_manager.filter(la=la).first() or cls(la=la)

    @classmethod
    def of_many(cls, las: Iterable[LocalAuthority]) -> "dict[int, PlanRules]":
        """The same for each of the authorities, by primary key: one query for them all."""
        by_key = {la.pk: la for la in las}
        found = {rules.la_id: rules for rules in cls._default_manager.filter(la__in=by_key)}
        return {pk: found.get(pk) or cls(la=la) for pk, la in by_key.items()}
