"""When people can’t come, and the address under which they read their own meetings."""

from django.db import models
from django.db.models import F, Q

from people.models import User
from record import clock


class Diary(models.Model):
    """That a person’s diary was looked through or uploaded, and when: it is known for some weeks from then.

    Without a row nobody knows when the person is free.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="diary")
    read_at = models.DateTimeField(help_text="When it was last uploaded or looked through.")
    until = models.DateField(
        null=True,
        blank=True,
        help_text="The last day of an uploaded calendar; none: looked through.",
    )

    def __str__(self) -> str:
        return f"Diary of {self.user}"


class BusyTime(models.Model):
    """A time at which somebody can’t come. What for is nobody else’s business; no history is kept."""

    class Source(models.TextChoices):
        ENTERED = "entered", "Entered here"
        CALENDAR = "calendar", "From an uploaded calendar"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="busy_times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.ENTERED)
    note = models.CharField(max_length=200, blank=True, help_text="For the person alone.")
    entered_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who entered it for somebody else.",
    )

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_busy_time_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes = [models.Index(fields=["user", "starts_at"], name="busy_by_user_and_start")]

    def __str__(self) -> str:
        return f"{self.user}, {self.starts_at}"


class CalendarFeed(models.Model):
    """A secret address under which a calendar program reads its owner’s own meetings."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds")
    secret_hash = models.CharField(
        max_length=64, unique=True, help_text="SHA-256; the secret itself is not kept."
    )
    made_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="one_calendar_feed_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.user}"
