"""What letters bear besides their words: the head of an LA's letters, and the signatures under them."""

from django.db import models

from people.models import Post
from record import clock
from record.models import Recorded
from schools.models import LocalAuthority


class Letterhead(Recorded):
    """The head of an LA's letters; a letter that was given keeps the one that it bears."""

    la = models.OneToOneField(LocalAuthority, on_delete=models.PROTECT, related_name="letterhead")
    name = models.CharField(max_length=100)
    team = models.CharField(max_length=100, blank=True)
    address = models.TextField(help_text="Where answers are posted to, a line each.")
    phone = models.CharField(max_length=40)
    email = models.EmailField()
    logo = models.CharField(max_length=120, blank=True, help_text="The picture's path in the storage.")

    def __str__(self) -> str:
        return f"Letterhead of {self.la}"


class Signature(Recorded):
    """How the holder of a post signs the letters that he or she authorises; it ends with the post."""

    post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="signature")
    picture = models.CharField(max_length=120, help_text="The picture's path in the storage.")
    kept_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"Signature: {self.post}"
