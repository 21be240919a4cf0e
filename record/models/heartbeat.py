"""That a part of the machine is alive."""

from django.db import models


class Heartbeat(models.Model):
    """When the part last said that it works."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"
