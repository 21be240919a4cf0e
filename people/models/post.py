"""Posts: what somebody is, where, and from when to when."""

from django.db import models
from django.db.models import F, Q

from people import periods
from people.models.user import User
from people.roles import Role
from record import clock
from record.models import Recorded
from schools.models import Diocese, LocalAuthority, School


def standing(prefix: str = "") -> Q:
    """True of posts that need no second person, or were confirmed by one; ``prefix`` leads to the post."""
    return Q(**{f"{prefix}needs_confirming": False}) | Q(**{f"{prefix}confirmed_at__isnull": False})


class PostQuerySet(models.QuerySet["Post"]):
    def current(self) -> "PostQuerySet":
        """Posts held today."""
        return self.filter(periods.in_force(), standing())

    def lasting(self) -> "PostQuerySet":
        """Posts that are held today, or will be without anybody doing anything."""
        return self.filter(periods.lasting(), standing())

    def waiting(self) -> "PostQuerySet":
        """Posts that somebody has yet to confirm: until then nobody holds them."""
        rows = self.filter(periods.lasting(), needs_confirming=True, confirmed_at=None)
        return rows.exclude(until__lt=F("since"))


class Post(Recorded):
    """One person in one role; the role says which of LA, diocese or schools the post belongs to.

    A post that was a mistake ends on the day before it began, and says why: it gave access to nobody. So does
    one that was refused. A post that needs confirming is held by nobody until it is confirmed.
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
    appointed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField(null=True, blank=True)
    needs_confirming = models.BooleanField(default=False, help_text="Held only once a second person agrees.")
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

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
            models.CheckConstraint(
                name="who_confirms_a_post_and_when_go_together",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, needs_confirming=True),
            ),
            models.CheckConstraint(
                name="who_appoints_does_not_confirm",
                condition=Q(confirmed_by=None) | Q(appointed_by=None) | ~Q(confirmed_by=F("appointed_by")),
            ),
            models.CheckConstraint(
                name="nobody_confirms_their_own_post",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("user")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    @property
    def stands(self) -> bool:
        return not self.needs_confirming or self.confirmed_at is not None

    @property
    def is_current(self) -> bool:
        begun = self.stands and self.since <= clock.today()
        return begun and (self.until is None or self.until >= clock.today())

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has yet to confirm it; a post that ended meanwhile waits for nobody."""
        ended = self.until is not None and (self.until < self.since or self.until < clock.today())
        return not self.stands and not ended

    @property
    def authority(self) -> LocalAuthority | None:
        """The LA that the post is at, or the one of its schools; None for a post at a diocese.

        A post that needs confirming has schools of one LA only.
        """
        school = None if self.la else self.schools.select_related("la").first()
        return school.la if school else self.la


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
