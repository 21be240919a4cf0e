"""Forms that were sent, so that sending one twice does nothing twice."""

from django.db import models

from people.models import User
from record import clock


class Submission(models.Model):
    """One form that a person sent and that had its effect: its key is used up."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    led_to = models.CharField(max_length=300, blank=True, help_text="The page that it led to.")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="a_form_has_its_effect_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.at:%Y-%m-%d %H:%M}"
