"""Warning notices of the Secretary of State, which bar the authority's own."""

from django.db import models
from django.db.models import Q

from people.models import User
from record import clock
from record.models import Recorded
from schools.models import School


class SecretaryNotice(Recorded):
    """A warning notice that the Secretary of State gave to a school's governing body.

    From then on the authority may give that governing body none until the Secretary of State tells it that
    it may: section 60(4A) of the Education and Inspections Act 2006.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="secretary_notices")
    given_on = models.DateField()
    where = models.TextField(help_text="How the council was notified of it, or where it can be read.")
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    may_again_on = models.DateField(
        null=True, blank=True, help_text="When the council was told that it may give a notice again."
    )
    may_again_how = models.TextField(blank=True, help_text="Who told the council that it may, and how.")
    may_again_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Who recorded it."
    )

    class Meta:
        ordering = ["given_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "given_on"], name="one_notice_of_the_secretary_of_state_a_school_and_day"
            ),
            models.CheckConstraint(
                name="that_notices_may_be_given_again_has_day_words_and_person",
                condition=Q(may_again_on=None, may_again_how="", may_again_by=None)
                | (Q(may_again_on__isnull=False, may_again_by__isnull=False) & ~Q(may_again_how="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.given_on}"
