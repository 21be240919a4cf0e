"""What is true only while a meeting is held."""

from django.db import models

from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting
from people.models import User
from record import clock


class Writing(models.Model):
    """Which item somebody has open in a meeting, and when that was last heard of. No history is kept."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="writing")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="one_place_of_writing_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.item}"
