"""Append-only rows, each sealed with the hash of the one before it."""

import hashlib
import json
from decimal import Decimal
from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from record import clock


class ChainHead(models.Model):
    """The end of one chain; its row is the lock under which the next link takes its place."""

    chain = models.CharField(max_length=80, unique=True)
    position = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.chain} at {self.position}"


class ChainedRow(models.Model):
    """One link: what it says can't be altered or removed without the chain showing it.

    Subclasses add plain columns (no foreign keys: the log never hinders live data). Rows are made
    only by ``append``; the database itself refuses UPDATE and DELETE (``record.triggers``).
    """

    chain = models.CharField(max_length=80)
    position = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    body = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        abstract = True
        ordering = ["chain", "position"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "position"], name="%(class)s_one_row_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.position}"

    @classmethod
    def append(cls, *, chain: str, **columns: Any) -> Self:
        """The row stands at the end of its chain, in the transaction of whoever calls.

        The place is taken inside the lock on the chain's head, so that two writers never get the same one.
        """
        with transaction.atomic():
            name = cls.head_name(chain)
            head, _ = ChainHead.objects.select_for_update().get_or_create(chain=name)
            row = cls(
                chain=chain,
                position=head.position + 1,
                previous_hash=head.hash,
                at=columns.pop("at", None) or clock.now(),
                **columns,
            )
            row.hash = row.computed_hash()
            row.save(force_insert=True)
            head.position, head.hash = row.position, row.hash
            head.save(update_fields=["position", "hash"])
        return row

    @classmethod
    def head_name(cls, chain: str) -> str:
        """What the chain's head is called: with the table's name, so that two logs never share one."""
        return f"{cls._meta.db_table}:{chain}"

    def computed_hash(self) -> str:
        """SHA-256 (hexadecimal) over every column but the key and the hash itself."""
        facts = {}
        for field in self._meta.concrete_fields:
            if field.name not in ("id", "hash"):
                facts[field.name] = field.get_prep_value(getattr(self, field.attname))
        facts["body"] = self.body
        facts["at"] = self.at.timestamp()
        text = json.dumps(facts, cls=DjangoJSONEncoder)
        # Once through JSON, so that a tuple or date hashes as it will read back from the database,
        # and whole numbers as such: PostgreSQL gives 1e16 back as 10000000000000000.
        text = json.dumps(json.loads(text, parse_float=_number), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _number(text: str) -> int | float:
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else float(text)
