"""Names that change with the years: rows with dates, never constants."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from record import clock
from record.models import Recorded


class DatedNameQuerySet(models.QuerySet[Any]):
    def in_use(self) -> Self:
        """Names that may be chosen today."""
        return self.in_use_on(clock.today())

    def in_use_on(self, day: date) -> Self:
        """Names that could be chosen on that day."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day)
        )


class DatedName(Recorded):
    """A name of the field with a code, an order and the days on which it may be chosen."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    objects = DatedNameQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_use(self) -> bool:
        """Whether it may be chosen today."""
        today = clock.today()
        begun = self.valid_from is None or self.valid_from <= today
        return begun and (self.valid_until is None or self.valid_until >= today)


class Area(DatedName):
    """One of the areas of the data dashboard, in which a school is judged and a concern is raised."""

    class Meta(DatedName.Meta):
        abstract = False
