"""What each category of school is entitled to, of the kinds of support and of the programmes."""

from django.db import models
from django.db.models import Q

from evaluation.models import CategoryKind
from record import clock
from record.models import Recorded
from support.models.programmes import Programme
from support.models.providers import SupportType

NEAR_FLOOR = "Near the floor target, whatever the category"


class EntitlementQuerySet(models.QuerySet["Entitlement"]):
    def in_force(self) -> "EntitlementQuerySet":
        """What the table says today."""
        today = clock.today()
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_until=None) | Q(valid_until__gte=today)
        )


class Entitlement(Recorded):
    """What a school of a category is given of one kind, or one programme; dated, as the table changes.

    Without a category: what a school at high risk of falling below the floor is given beside that.
    """

    category = models.ForeignKey(
        CategoryKind, null=True, blank=True, on_delete=models.PROTECT, related_name="entitlements"
    )
    type = models.ForeignKey(
        SupportType, null=True, blank=True, on_delete=models.PROTECT, related_name="entitlements"
    )
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="entitlements"
    )
    days = models.DecimalField(
        max_digits=5, decimal_places=1, null=True, blank=True, help_text="At least so many days a year."
    )
    times = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="At least so many times a year."
    )
    is_offered = models.BooleanField(
        default=False, help_text="Offered where it helps; not given to every school of the category."
    )
    note = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        ordering = ["category__order", "type__order", "programme__order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="an_entitlement_is_to_a_kind_or_a_programme",
                condition=Q(type__isnull=False, programme=None) | Q(type=None, programme__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category or NEAR_FLOOR}: {self.of}"

    @property
    def of(self) -> SupportType | Programme:
        """The kind of support, or the programme."""
        found = self.type or self.programme
        assert found is not None  # noqa: S101  the constraint says so
        return found
