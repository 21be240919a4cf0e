"""Who does what by when."""

from typing import Any

from django.db import models
from django.db.models import Q

from concern_cases.models.case import ConcernCase
from concern_cases.models.evidence import Evidence
from people.access import is_held_by, las_where
from people.circles import Circled, CircledQuerySet
from people.models import User
from record.models import Recorded
from schools.models import LocalAuthority, School
from schools.permissions import CIRCLE_PERMS, Circle, Perm


class ActionQuerySet(CircledQuerySet):
    def of_la(self, user: Any) -> "ActionQuerySet":
        """Those that concern no school, of the authority whose own people the user belongs to."""
        return self.filter(school=None, la__in=las_where(user, may=Perm.READ_LA).values("pk"))

    def open(self) -> "ActionQuerySet":
        return self.filter(status=Action.Status.OPEN)

    def stranded(self) -> "ActionQuerySet":
        """Open, and nobody's own here: who is responsible left, can't read it, or has no account."""
        reads = Q(circle=Circle.NAMED)
        for circle, perm in CIRCLE_PERMS.items():
            reads |= Q(circle=circle) & is_held_by("owner", perm=perm, school="school")
        of_case = self.open().exclude(case=None)
        return of_case.exclude(reads, owner__isnull=False, owner__is_active=True)

    def to_verify(self) -> "ActionQuerySet":
        """Done, and nobody but who did it has said so."""
        return self.filter(status=Action.Status.DONE, verified_by=None)


class Action(Circled, Recorded):
    """One action: what, one responsible person, the due date, how it will be known to be done."""

    school_path = "school"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    la = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    case = models.ForeignKey(
        ConcernCase, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    what = models.TextField()
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    owner_name = models.CharField(max_length=150, help_text="The responsible person, as recorded then.")
    due_on = models.DateField()
    rule = models.CharField(
        max_length=20, blank=True, help_text="The rule that counted the due date, if any."
    )
    measure = models.TextField("how we shall know")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    done_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    verified_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    redated_count = models.PositiveSmallIntegerField(default=0)
    origin = models.CharField(max_length=200, blank=True, help_text="Where it was agreed, in words.")

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="an_action_has_done_on_when_done",
                condition=Q(status="done", done_on__isnull=False) | (~Q(status="done") & Q(done_on=None)),
            ),
            models.CheckConstraint(
                name="only_a_done_action_is_verified_by_somebody",
                condition=Q(verified_by=None, verified_at=None)
                | Q(status="done", verified_by__isnull=False, verified_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.what[:80]

    @property
    def why_stranded(self) -> str:
        """Of one of those that are ``stranded``: why nobody finds it among the own, after a name."""
        if self.owner is None:
            return "has no account here"
        return "can’t read it any more" if self.owner.is_active else "is not here any more"

    @property
    def waits_for_verification(self) -> bool:
        return self.status == self.Status.DONE and self.verified_by_id is None
