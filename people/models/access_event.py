"""The log of access: posts, shares, sign-ins refused, deactivations."""

from django.db import models

from record.models import ChainedRow


class AccessEvent(ChainedRow):
    """One change of who may see what; chained per school, or per LA for what has no school."""

    kind = models.CharField(max_length=60)
    urn = models.CharField(max_length=6, blank=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150, blank=True)
    subject_id = models.BigIntegerField(null=True)
    subject_name = models.CharField(max_length=200, blank=True)

    class Meta(ChainedRow.Meta):
        abstract = False
