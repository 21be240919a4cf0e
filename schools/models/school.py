"""The register of schools."""

import re

from django.db import models
from django.db.models import Q
from django.urls import reverse

from record.models import Recorded
from schools import finding
from schools.models.places import CommunityArea, Diocese, LocalAuthority
from schools.permissions import PERMISSIONS

WEB_ADDRESS = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?", re.IGNORECASE | re.ASCII)
MAINTAINED_GROUP = "4"  # the register's type group "Local authority maintained schools"
ACADEMY_GROUPS = ("10", "11")  # "Academies" and "Free Schools"
NO_CHARACTER = ("", "Does not apply", "None")  # the register's words for no religious character
# The LA maintains these too; the register has them in one group with independent special schools.
MAINTAINED_SPECIAL_TYPES = frozenset({"07", "12"})


class SchoolQuerySet(models.QuerySet["School"]):
    def matching(self, words: str) -> "SchoolQuerySet":
        """Schools that fit what somebody typed, as ``finding`` reads it."""
        return self.alias(**finding.aliases()).filter(finding.fits(words))

    def state_funded(self) -> "SchoolQuerySet":
        """Open schools that the state pays for: maintained ones, academies and free schools.

        Independent schools, colleges and universities stand in the register, too.
        """
        groups = Q(type_group_code__in=(MAINTAINED_GROUP, *ACADEMY_GROUPS))
        return self.filter(groups | Q(type_code__in=MAINTAINED_SPECIAL_TYPES), status__startswith="Open")


class School(Recorded):
    """One establishment of the national register, as the last imported file has it."""

    class DioceseState(models.TextChoices):
        KNOWN = "known", "In a diocese"
        NONE = "none", "Not applicable"
        UNKNOWN = "unknown", "Not known"

    urn = models.CharField("URN", max_length=6, unique=True)
    la = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="schools")
    establishment_number = models.CharField(max_length=4, blank=True)
    laestab = models.CharField("LAESTAB", max_length=8, blank=True, db_index=True)
    name = models.CharField(max_length=200, db_index=True)
    type_code = models.CharField(max_length=3)
    type_name = models.CharField(max_length=100)
    type_group_code = models.CharField(max_length=3)
    type_group_name = models.CharField(max_length=100)
    phase = models.CharField(max_length=60)
    status = models.CharField(max_length=60, db_index=True)
    low_age = models.PositiveSmallIntegerField(null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(null=True, blank=True)
    gender = models.CharField(max_length=40, blank=True)
    religious_character = models.CharField(max_length=100, blank=True)
    diocese = models.ForeignKey(
        Diocese, null=True, blank=True, on_delete=models.PROTECT, related_name="schools"
    )
    diocese_state = models.CharField(max_length=8, choices=DioceseState.choices, default=DioceseState.UNKNOWN)
    area = models.ForeignKey(
        CommunityArea, null=True, blank=True, on_delete=models.SET_NULL, related_name="schools"
    )
    trust_code = models.CharField(max_length=20, blank=True)
    trust_name = models.CharField(max_length=200, blank=True)
    federation_name = models.CharField(max_length=200, blank=True)
    street = models.CharField(max_length=200, blank=True)
    locality = models.CharField(max_length=200, blank=True)
    address3 = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    county = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True, db_index=True)
    easting = models.PositiveIntegerField(null=True, blank=True)
    northing = models.PositiveIntegerField(null=True, blank=True)
    website = models.CharField(max_length=300, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    head_title = models.CharField(max_length=60, blank=True)
    head_first_name = models.CharField(max_length=100, blank=True)
    head_last_name = models.CharField(max_length=100, blank=True)
    head_job_title = models.CharField(max_length=100, blank=True)
    roll = models.PositiveIntegerField("number on roll", null=True, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    percent_fsm = models.DecimalField(
        "free school meals (per cent)", max_digits=5, decimal_places=1, null=True, blank=True
    )
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_why = models.CharField(max_length=100, blank=True)
    register_changed_on = models.DateField(null=True, blank=True)
    missing_since = models.DateField(
        null=True, blank=True, help_text="Date of the first imported file that no longer had this school."
    )

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["name", "urn"]
        permissions = PERMISSIONS
        constraints = [
            models.CheckConstraint(
                name="diocese_follows_its_state",
                condition=Q(diocese_state="known", diocese__isnull=False)
                | (~Q(diocese_state="known") & Q(diocese=None)),
            ),
        ]
        indexes = [models.Index(fields=["la", "status"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("schools:school", args=[self.urn])

    @property
    def is_open(self) -> bool:
        """Open in the register, or open and proposed to close."""
        return self.status.startswith("Open")

    @property
    def is_maintained(self) -> bool:
        """Maintained by the LA, so that a statutory warning notice is possible (the 2006 Act, s.60)."""
        return self.type_group_code == MAINTAINED_GROUP or self.type_code in MAINTAINED_SPECIAL_TYPES

    @property
    def is_church_school(self) -> bool:
        return self.diocese_id is not None

    @property
    def number(self) -> str:
        """The LAESTAB number as people write it: 999/3001."""
        return f"{self.laestab[:3]}/{self.laestab[3:]}" if self.laestab else ""

    @property
    def ages(self) -> str:
        """For example “4 to 11”; empty when the register does not say."""
        return f"{self.low_age} to {self.high_age}" if self.high_age else ""

    @property
    def website_address(self) -> str:
        """The website as a link may use it; empty unless it is plainly one."""
        if not WEB_ADDRESS.fullmatch(self.website):
            return ""
        return self.website if "://" in self.website else f"http://{self.website}"

    @property
    def address_lines(self) -> list[str]:
        """The postal address by UK convention: post town in capitals, postcode on its own last line."""
        parts = [self.street, self.locality, self.address3, self.town.upper(), self.postcode]
        return [part for part in parts if part]

    @property
    def head_name(self) -> str:
        """The head as the register has it; empty when it has nobody."""
        title = "" if self.head_title.casefold() in ("headteacher", "not recorded") else self.head_title
        return " ".join(part for part in (title, self.head_first_name, self.head_last_name) if part)
