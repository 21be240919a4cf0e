"""The category that the LA agrees with each school."""

from django.db import models
from django.db.models import OuterRef, Subquery

from evaluation.models.reference import DatedName
from people.models import User
from people.roles import Role
from record.models import Recorded
from schools.models import School


class CategoryKind(DatedName):
    """A name on the scale of categories, for example *inadequate*."""

    is_inadequate = models.BooleanField(
        default=False, help_text="Brings the support of an inadequate school: an AHT, an NLE, conferences."
    )

    class Meta(DatedName.Meta):
        abstract = False


class CategoryQuerySet(models.QuerySet["Category"]):
    def current(self) -> "CategoryQuerySet":
        """The latest category of each school."""
        latest = Category.objects.filter(school=OuterRef("school")).order_by("-on", "-pk").values("pk")[:1]
        return self.filter(pk=Subquery(latest))


class Category(Recorded):
    """A school's category from one day on, with who agreed it."""

    class Stage(models.TextChoices):
        PROPOSED = "proposed", "Proposed by the SIP"
        AGREED = "agreed", "Agreed in the summer moderation"
        CONFIRMED = "confirmed", "Confirmed at the first autumn visit"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="categories")
    category = models.ForeignKey(CategoryKind, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    on = models.DateField()
    reason = models.TextField(help_text="The evidence that the judgement rests on.")
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    disputed_why = models.TextField(blank=True, help_text="What the school says against it, if it does.")
    judged_as = models.CharField(
        max_length=40, choices=Role.choices, blank=True, help_text="The post in which it was judged."
    )
    source = models.CharField(
        max_length=300, blank=True, help_text="Where it is written, for example: note of visit 3."
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return f"{self.school}: {self.category}"
