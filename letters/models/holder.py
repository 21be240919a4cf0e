"""Who holds a post at a school and has no account, by name."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from letters.models.recipient import Recipient
from people.models import Post, User
from people.models.post import standing
from people.periods import lasting
from people.roles import Role
from record import clock
from record.models import Recorded
from schools.models import School

ROLES = {
    Recipient.As.CHAIR: Role.CHAIR,
    Recipient.As.CLERK: Role.GOVERNORS_CLERK,
    Recipient.As.HEAD: Role.HEADTEACHER,
}


class NamedHolderQuerySet(models.QuerySet["NamedHolder"]):
    def current(self) -> "NamedHolderQuerySet":
        """Those that hold today: not ended, and nobody with an account came into the post since."""
        rows = self.filter(lasting())
        for received_as, role in ROLES.items():
            held = Post.objects.filter(standing(), Q(until=None) | Q(until__gte=F("since")), role=role)
            since = held.filter(
                Q(until__gte=OuterRef("said_on")) | Q(since__gt=OuterRef("said_on")),
                schools=OuterRef("school"),
                since__lte=clock.today(),
            )
            rows = rows.exclude(Q(received_as=received_as) & Exists(since))
        return rows


class NamedHolder(Recorded):
    """The name of one who holds a post at a school and has no account, as somebody said it for its letters.

    Whoever has an account and holds the post comes before, and what was said earlier holds no more then.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="named_holders")
    received_as = models.CharField(max_length=20, choices=Recipient.As.choices)
    title = models.CharField(max_length=30, blank=True)
    name = models.CharField(max_length=150)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_on = models.DateField()
    until = models.DateField(
        null=True, blank=True, help_text="The last day on which it holds; before it was said: a mistake."
    )

    objects = NamedHolderQuerySet.as_manager()

    class Meta:
        ordering = ["-said_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "received_as"],
                condition=Q(until=None),
                name="one_named_holder_of_a_post_without_end",
            ),
            models.CheckConstraint(name="a_named_holder_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.formal_name

    @property
    def formal_name(self) -> str:
        """With the title, for letters."""
        return f"{self.title} {self.name}".strip()
