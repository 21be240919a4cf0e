"""The formal record of a meeting."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from meetings.choices import Part
from meetings.models.agenda import AgendaItem, declared_interests
from meetings.models.meeting import Meeting
from people.access import las_where, school_keys_where
from people.models import User
from record import clock
from record.models import Recorded
from schools.permissions import Perm

WRITE_MINUTES = (Perm.RECORD_MEETING, Perm.APPROVE_MINUTES)
WRITE_MINUTES_OF_THE_LA = (Perm.RECORD_STRATEGY, Perm.APPROVE_MINUTES)


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def visible_to(self, user: Any) -> "MinutesQuerySet":
        """Versions that the user may read, of meetings that he or she sees.

        Approved ones; drafts as well where the user writes or approves minutes. Of Part B only those that
        name the user. Minutes of a meeting of the authority speak of all its schools: they are the
        authority's own people's, but for who heads one of those schools. Those and guests have an extract
        (``minutes_text.extract_for``).
        """
        writes = Q(pk__in=[])
        for perm in WRITE_MINUTES:
            writes |= Q(meeting__school__in=school_keys_where(user, may=perm))
        for perm in WRITE_MINUTES_OF_THE_LA:
            writes |= Q(meeting__school=None, meeting__la__in=las_where(user, may=perm).values("pk"))
        own = las_where(user, may=Perm.READ_LA).values("pk")
        about_own = AgendaItem.objects.filter(school__in=declared_interests(user).values("school"))
        named = Minutes.named.through.objects.filter(user=getattr(user, "pk", None)).values("minutes")
        return self.filter(
            Q(status=Minutes.Status.APPROVED) | writes,
            Q(part=Part.A) | Q(pk__in=named),
            Q(meeting__school__isnull=False)
            | (Q(meeting__la__in=own) & ~Q(meeting__in=about_own.values("meeting"))),
            meeting__in=Meeting.objects.visible_to(user).values("pk"),
        )


class Minutes(Recorded):
    """One version of one part of a meeting's minutes; an approved one never changes."""

    Part = Part

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SENT_BACK = "sent_back", "Sent back"
        APPROVED = "approved", "Approved by the chair"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=1, choices=Part.choices, default=Part.A)
    head = models.JSONField(default=dict, help_text="What stood above the text: when, where, who was there.")
    text = models.TextField(help_text="Markdown.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    remarks = models.TextField(blank=True)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=clock.now)
    checked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    circulated_at = models.DateTimeField(null=True, blank=True)
    pdf = models.FileField(upload_to="minutes/%Y/", blank=True, max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    named = models.ManyToManyField(
        User, blank=True, related_name="+", help_text="Who may read Part B; Part A is read by all who may."
    )
    accepted_at = models.ForeignKey(
        Meeting,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="minutes_accepted",
        help_text="The next meeting, which took them as a true record.",
    )

    objects = MinutesQuerySet.as_manager()

    class Meta:
        ordering = ["part", "version"]
        verbose_name_plural = "minutes"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "part", "version"], name="one_version_of_minutes_per_number"
            ),
            models.CheckConstraint(
                name="who_minutes_cannot_approve_alone",
                condition=Q(checked_by=None) | ~Q(checked_by=F("drafted_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}, version {self.version}"

    @property
    def is_restricted(self) -> bool:
        return self.part == Part.B

    @property
    def is_approved(self) -> bool:
        return self.status == self.Status.APPROVED

    def get_absolute_url(self) -> str:
        return self._page("minutes")

    @property
    def pdf_url(self) -> str:
        return self._page("minutes_file")

    @property
    def amend_url(self) -> str:
        return self._page("amend")

    def _page(self, name: str) -> str:
        """The address of one of its pages; those of Part B are their own."""
        name = f"part_b_{name}" if self.is_restricted else name
        return reverse(f"meetings:{name}", args=[self.meeting_id, self.version])


class Amendment(Recorded):
    """A numbered correction of approved minutes; the minutes themselves stay as they were."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(help_text="Markdown: what is to be read instead, or added.")
    why = models.TextField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    pdf = models.FileField(upload_to="minutes/%Y/", blank=True, max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    circulated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["minutes", "number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="one_amendment_per_number"),
        ]

    def __str__(self) -> str:
        return f"Amendment {self.number} to the {self.minutes}"

    @property
    def pdf_url(self) -> str:
        name = "part_b_amended_file" if self.minutes.is_restricted else "amended_file"
        return reverse(f"meetings:{name}", args=[self.minutes.meeting_id, self.minutes.version, self.number])


class Pack(models.Model):
    """All papers of a meeting in one PDF for one reader, with only what that reader may see."""

    class State(models.TextChoices):
        WAITING = "waiting", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="packs")
    made_from = models.CharField(max_length=64, help_text="Hash of what this reader saw when it was made.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True, blank=True)
    pdf = models.FileField(upload_to="packs/%Y/", blank=True, max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    holds = models.JSONField(
        default=dict,
        help_text="Keys of the records that are quoted in it, by kind: asked again at each reading.",
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "reader", "made_from"], name="one_pack_per_reader_and_content"
            ),
        ]

    def __str__(self) -> str:
        return f"Papers of {self.meeting} for {self.reader}"
