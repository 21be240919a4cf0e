"""Who read what, and who was refused."""

from django.db import models

from record import clock


class ReadLog(models.Model):
    """One reading of case content, a download, or a refused attempt.

    Plain keys: the log outlives its subjects.
    """

    at = models.DateTimeField(default=clock.now, db_index=True)
    user_id = models.BigIntegerField(null=True, db_index=True)
    user_name = models.CharField(max_length=200, blank=True)
    urn = models.CharField(max_length=6, blank=True, db_index=True)
    what = models.CharField(max_length=300)
    refused = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.user_name} {'was refused' if self.refused else 'read'} {self.what}"
