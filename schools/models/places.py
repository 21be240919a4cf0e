"""The bodies and places that schools belong to."""

from django.db import models

from record.models import Recorded
from schools.permissions import PERMISSIONS


class LocalAuthority(Recorded):
    """A local authority, by its three-digit code (text: 000 exists)."""

    code = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "local authorities"
        permissions = PERMISSIONS

    def __str__(self) -> str:
        return self.name


class Diocese(Recorded):
    """A diocese that provides schools, by the register's code (CE34, RC05)."""

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=100)
    denomination = models.CharField(max_length=60, blank=True)
    address = models.TextField(
        blank=True, help_text="Where its post goes, a line each, below its name. No register has it."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CommunityArea(Recorded):
    """One of an authority's own areas, each with a collaborative partnership of schools."""

    la = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="community_areas")
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["la", "name"], name="one_community_area_per_name_and_la"),
        ]

    def __str__(self) -> str:
        return self.name
