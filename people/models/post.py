"""Posts: what somebody is, where, and from when to when."""

from django.db import models
from django.db.models import F, Q

from people import periods
from people.models.user import User
from people.roles import Role
from record import clock
from record.models import Recorded
from schools.models import Diocese, LocalAuthority, School


class PostQuerySet(models.QuerySet["Post"]):
    def current(self) -> "PostQuerySet":
        """Posts held today."""
        return self.filter(periods.in_force())

    def lasting(self) -> "PostQuerySet":
        """Posts that have not ended, begun or not."""
        return self.filter(periods.lasting())


class Post(Recorded):
    """One person in one role; the role says which of LA, diocese or schools the post belongs to.

    A post that was a mistake ends on the day before it began, and says why: it gave access to nobody.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=40, choices=Role.choices)
    la = models.ForeignKey(
        LocalAuthority, null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    diocese = models.ForeignKey(
        Diocese, null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    schools = models.ManyToManyField(School, through="PostSchool", related_name="posts")
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The last day in post.")
    ended_why = models.TextField(blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "since"]
        constraints = [
            models.CheckConstraint(
                name="a_post_ends_after_it_begins_or_was_a_mistake",
                condition=Q(until=None) | Q(until__gte=F("since")) | Q(ended_why__gt=""),
            ),
            models.CheckConstraint(
                name="a_post_belongs_to_one_kind_of_body", condition=Q(la=None) | Q(diocese=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    @property
    def is_current(self) -> bool:
        return self.since <= clock.today() and (self.until is None or self.until >= clock.today())


class PostSchool(models.Model):
    """A school that a post is for."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="post_schools")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="post_schools")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "school"], name="a_post_names_a_school_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post} at {self.school}"
