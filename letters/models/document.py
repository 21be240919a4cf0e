"""The letter as a file."""

from django.db import models

from letters.models.letter import Letter
from record import clock


class LetterDocument(models.Model):
    """The PDF of a letter, stored once, and what it was made from."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="document")
    pdf = models.FileField(upload_to="letters/%Y/", max_length=200)
    sha256 = models.CharField(max_length=64)
    made_from = models.JSONField(help_text="The facts that the text was made from, as they were.")
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.letter}, PDF"

    @property
    def fingerprint(self) -> str:
        """The hash in groups of eight, to be read and compared by eye."""
        return " ".join(self.sha256[at : at + 8] for at in range(0, len(self.sha256), 8))
