"""Who may do what where: rows derived from posts and shares, never typed (``people.services.grants``)."""

from django.contrib.auth.models import Group
from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from people.models.user import User
from schools.models import LocalAuthority, School


class Dated(models.Model):
    """Holds from ``since`` to ``until``, both days included, whether or not any job runs at midnight."""

    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class Membership(Dated):
    """A person belongs to a group (a role at an LA, a diocese or a school) while a post says so."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "group", "since"], name="one_membership_per_start"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.group}"


class SchoolGroupGrant(Dated, GroupObjectPermissionBase):
    """A group may do something for one school."""

    content_object = models.ForeignKey(School, on_delete=models.CASCADE, related_name="group_grants")

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
        unique_together = []
        constraints = [
            models.UniqueConstraint(
                fields=["group", "permission", "content_object", "since"],
                name="one_school_group_grant_per_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.permission.codename} for {self.content_object}"


class SchoolUserGrant(Dated, UserObjectPermissionBase):
    """One person may do something for one school (a share with a named person)."""

    content_object = models.ForeignKey(School, on_delete=models.CASCADE, related_name="user_grants")

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        unique_together = []
        constraints = [
            models.UniqueConstraint(
                fields=["user", "permission", "content_object", "since"],
                name="one_school_user_grant_per_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.permission.codename} for {self.content_object}"


class LaGroupGrant(Dated, GroupObjectPermissionBase):
    """A group may do something for an LA and for every school of it."""

    content_object = models.ForeignKey(LocalAuthority, on_delete=models.CASCADE, related_name="group_grants")

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
        unique_together = []
        constraints = [
            models.UniqueConstraint(
                fields=["group", "permission", "content_object", "since"],
                name="one_la_group_grant_per_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.permission.codename} for {self.content_object}"
