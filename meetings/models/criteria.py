"""By what the authority will know whether it has succeeded: criteria, and figures over time."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from people.access import las_where
from people.models import User
from record import clock
from record.models import Recorded
from schools.models import LocalAuthority
from schools.permissions import Perm


class SuccessCriterionQuerySet(models.QuerySet["SuccessCriterion"]):
    def visible_to(self, user: Any) -> "SuccessCriterionQuerySet":
        """Those of the authority whose people the user belongs to."""
        return self.filter(la__in=las_where(user, may=Perm.VIEW_CASE))

    def in_force(self) -> "SuccessCriterionQuerySet":
        """Those that have not been ended."""
        return self.filter(ended_on=None)


class SuccessCriterion(Recorded):
    """What is to be reached by a day, from where it began; progress goes towards the target."""

    class Unit(models.TextChoices):
        PERCENT = "percent", "per cent"
        SCHOOLS = "schools", "schools"

    class Computed(models.TextChoices):
        """How the system can count it by itself."""

        NONE = "", "Entered by hand"
        IN_CATEGORY = "in_category", "Schools in an Ofsted category"
        INADEQUATE = "inadequate", "Schools that are inadequate, by Ofsted or by the LA’s category"

    la = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="success_criteria")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=300)
    unit = models.CharField(max_length=8, choices=Unit.choices)
    computed = models.CharField(max_length=12, choices=Computed.choices, blank=True)
    code = models.SlugField(
        max_length=20, blank=True, help_text="What other pages know it by: below_floor, for example."
    )
    baseline = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    target = models.DecimalField(max_digits=6, decimal_places=1)
    by = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.TextField(blank=True)

    objects = SuccessCriterionQuerySet.as_manager()

    class Meta:
        ordering = ["la", "order", "pk"]
        verbose_name_plural = "success criteria"
        constraints = [
            models.CheckConstraint(
                name="a_baseline_has_its_day",
                condition=Q(baseline=None, baseline_on=None)
                | Q(baseline__isnull=False, baseline_on__isnull=False),
            ),
            models.CheckConstraint(
                name="an_ended_criterion_says_why",
                condition=Q(ended_on=None, ended_why="") | Q(ended_on__isnull=False, ended_why__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("meetings:criterion", args=[self.pk])

    def worded(self, value: Decimal) -> str:
        """The value with its unit: 4 %, 3 schools."""
        plain = f"{value.normalize():f}"
        if self.unit == self.Unit.PERCENT:
            return f"{plain} %"
        return f"{plain} {'school' if value == 1 else 'schools'}"


class SuccessFigureQuerySet(models.QuerySet["SuccessFigure"]):
    def standing(self) -> "SuccessFigureQuerySet":
        """Those that nobody took back."""
        return self.filter(taken_back_at=None)


class SuccessFigure(Recorded):
    """What the value of a criterion was on a day, with the arithmetic or the source that it rests on.

    A figure that was wrong is taken back, and stays to be seen as such.
    """

    criterion = models.ForeignKey(SuccessCriterion, on_delete=models.PROTECT, related_name="figures")
    on = models.DateField()
    value = models.DecimalField(max_digits=6, decimal_places=1)
    out_of = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of how many schools or pupils a share is one; few are flagged."
    )
    source = models.CharField(max_length=300, help_text="Where it comes from, or how it was counted.")
    is_computed = models.BooleanField(default=False)
    entered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_back_why = models.TextField(blank=True)

    objects = SuccessFigureQuerySet.as_manager()

    class Meta:
        ordering = ["criterion", "on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "on"],
                condition=Q(taken_back_at=None),
                name="one_figure_of_a_criterion_per_day",
            ),
            models.CheckConstraint(
                name="a_figure_taken_back_says_why",
                condition=Q(taken_back_at=None, taken_back_why="")
                | Q(taken_back_at__isnull=False, taken_back_why__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}, {self.on}: {self.value}"
