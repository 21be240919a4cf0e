"""Who supports schools: the kinds of the portfolio, and the people and schools who give them."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from evaluation.models.reference import DatedName
from people.access import schools_where
from people.models import User
from record import clock
from record.models import Recorded
from schools.models import LocalAuthority, School
from schools.permissions import Perm


class SupportType(DatedName):
    """One kind of support of the portfolio: a National Leader of Education, an LA consultant, …

    Of some nobody is sent: case conferences, SIP visits, a plan. What schools have of these the records tell.
    """

    about = models.TextField(blank=True, help_text="What it is for, in a sentence.")
    is_gatekeeper = models.BooleanField(
        default=False, help_text="Whoever is sent agrees all other support there; a manager sends them."
    )
    counted = models.CharField(
        max_length=20,
        blank=True,
        help_text="The part of the records that tells what is given; empty: providers give it.",
    )

    class Meta(DatedName.Meta):
        abstract = False


class ProviderQuerySet(models.QuerySet["Provider"]):
    def in_use(self) -> "ProviderQuerySet":
        """Those who can be asked today."""
        today = clock.today()
        return self.filter(
            Q(active_from=None) | Q(active_from__lte=today), Q(active_until=None) | Q(active_until__gte=today)
        )

    def visible_to(self, user: Any) -> "ProviderQuerySet":
        """All of an authority for those who read as it does at one of its schools; and everybody's own."""
        if not getattr(user, "is_active", False):
            return self.none()
        authorities = schools_where(user, may=Perm.READ_LA).values("la")
        return self.filter(Q(la__in=authorities) | Q(user=user))


class Provider(Recorded):
    """A person or a school who gives one kind of support, with the days that there are in a long term."""

    la = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="providers")
    type = models.ForeignKey(SupportType, on_delete=models.PROTECT, related_name="providers")
    name = models.CharField(max_length=150)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="provides")
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="provides"
    )
    subjects = models.CharField(max_length=200, blank=True)
    days_per_term = models.DecimalField(
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="Days in a long term; empty: not known.",
    )
    active_from = models.DateField(null=True, blank=True)
    active_until = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["type__order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["la", "type", "name"], name="one_provider_of_a_type_per_name"),
            models.CheckConstraint(
                name="a_provider_ends_after_it_begins",
                condition=Q(active_from=None)
                | Q(active_until=None)
                | Q(active_until__gte=models.F("active_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("support:provider", args=[self.pk])

    @property
    def is_in_use(self) -> bool:
        """Whether it can be asked today."""
        today = clock.today()
        begun = self.active_from is None or self.active_from <= today
        return begun and (self.active_until is None or self.active_until >= today)


class SupportRules(Recorded):
    """The numbers by which an authority's support runs."""

    la = models.OneToOneField(LocalAuthority, on_delete=models.CASCADE, related_name="support_rules")
    answer_days = models.PositiveSmallIntegerField(
        default=5, help_text="Working days after which whoever has to agree support is reminded."
    )

    class Meta:
        verbose_name_plural = "support rules"

    def __str__(self) -> str:
        return f"Rules of support of {self.la}"

    @classmethod
    def of(cls, la: LocalAuthority) -> "SupportRules":
        """The authority's numbers; the usual ones where it has set none."""
        return cls._default_manager.filter(la=la).first() or cls(la=la)

    @classmethod
    def of_many(cls, las: Iterable[LocalAuthority]) -> "dict[int, SupportRules]":
        """The same for each of the authorities, by primary key: one query for them all."""
        by_key = {la.pk: la for la in las}
        found = {rules.la_id: rules for rules in cls._default_manager.filter(la__in=by_key)}
        return {pk: found.get(pk) or cls(la=la) for pk, la in by_key.items()}
