"""What a reader of a meeting of the authority reads there."""

from collections.abc import Collection

from schools.permissions import Circle, Perm

GUESTS_READ = (Circle.DIOCESE, Circle.SCHOOL)


def circles_of(perms: Collection[Perm]) -> tuple[str, ...]:
    """The authority's own people read all of it, guests what is shared with the diocese."""
    return (Circle.LA, *GUESTS_READ) if Perm.READ_LA in perms else GUESTS_READ
