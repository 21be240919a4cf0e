"""What the Members Panel and the committees are given: letters that stand for schools, and reports."""

from string import ascii_uppercase
from typing import Any

from django.db import models
from django.db.models import Q

from meetings.models.agenda import HEADS
from meetings.models.meeting import Meeting
from people.access import las_where
from people.models import Post, PostSchool, User
from record import clock
from schools.models import LocalAuthority, School
from schools.permissions import Perm


def letter_of(place: int) -> str:
    """A, B, … Z, AA, AB, …: of the first, the second place; places begin with 0."""
    rounds, letter = divmod(place, len(ascii_uppercase))
    return (letter_of(rounds - 1) if rounds else "") + ascii_uppercase[letter]


class SchoolLetterQuerySet(models.QuerySet["SchoolLetter"]):
    def visible_to(self, user: Any) -> "SchoolLetterQuerySet":
        """The key to reports without names: for the authority's own people alone."""
        return self.filter(la__in=las_where(user, may=Perm.VIEW_CASE))


class SchoolLetter(models.Model):
    """The letter that stands for a school in every report without names, for good."""

    la = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="+")
    school = models.OneToOneField(School, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField(help_text="0 is A.")
    given_at = models.DateTimeField(default=clock.now)

    objects = SchoolLetterQuerySet.as_manager()

    class Meta:
        ordering = ["la", "place"]
        constraints = [
            models.UniqueConstraint(fields=["la", "place"], name="one_school_per_letter"),
        ]

    def __str__(self) -> str:
        return f"School {self.letter}"

    @property
    def letter(self) -> str:
        return letter_of(self.place)


class PanelPaperQuerySet(models.QuerySet["PanelPaper"]):
    def visible_to(self, user: Any) -> "PanelPaperQuerySet":
        """Reports on the table of a meeting that the user sees, but for one that tells of a school that he
        or she heads (declared interest); a version that leaves schools out is for who heads them all."""
        own = PostSchool.objects.filter(post__in=Post.objects.current().filter(user=user, role__in=HEADS))
        found = self.filter(meeting__in=Meeting.objects.visible_to(user))
        left_out = PanelPaper.withheld.through.objects.exclude(school__in=own.values("school"))
        return found.exclude(schools__in=own.values("school")).exclude(pk__in=left_out.values("panelpaper"))


class PanelPaper(models.Model):
    """A report as it lies on the table of a meeting of the Members Panel: it says what was so that day."""

    class Kind(models.TextChoices):
        LETTERS = "letters", "Report to the Members Panel, schools by letter"
        NAMES = "names", "Report to the Members Panel, schools by name"
        COMMITTEE = "committee", "Report to committees, no single school"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    pdf = models.FileField(upload_to="panel/%Y/", max_length=200)
    sha256 = models.CharField(max_length=64)
    schools = models.ManyToManyField(School, related_name="+", help_text="The schools that it tells of.")
    withheld = models.ManyToManyField(
        School, related_name="+", help_text="The schools that this version leaves out, for who heads them."
    )
    version = models.CharField(max_length=200, blank=True, help_text="The keys of these; empty: the whole.")
    laid_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    laid_at = models.DateTimeField(default=clock.now)
    taken_off_at = models.DateTimeField(null=True, blank=True, help_text="When another took its place.")

    objects = PanelPaperQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "laid_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "kind", "version"],
                condition=Q(taken_off_at=None),
                name="one_version_of_a_report_on_the_table",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
