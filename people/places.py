"""Where posts and shares are: the groups of people there are, and which of them a change touches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from people.models import Post, Share
from people.roles import RULES, Scope


def group_name(role: str, scope: Scope, key: str) -> str:
    """For example ``schools 900214 chair`` or ``la 999 senior_adviser``."""
    return f"{scope} {key} {role}"


@dataclass(frozen=True)
class Places:
    """Local authorities and dioceses by their codes, schools by their URNs."""

    las: frozenset[str] = frozenset()
    dioceses: frozenset[str] = frozenset()
    schools: frozenset[str] = frozenset()

    def __or__(self, other: "Places") -> "Places":
        return Places(self.las | other.las, self.dioceses | other.dioceses, self.schools | other.schools)

    def __len__(self) -> int:
        return len(self.las) + len(self.dioceses) + len(self.schools)

    def group_names(self) -> Iterator[str]:
        """Every group that may exist there, whether or not anybody belongs to it."""
        keys = {Scope.LA: self.las, Scope.DIOCESE: self.dioceses, Scope.SCHOOLS: self.schools}
        for role, rule in RULES.items():
            for key in keys[rule.scope]:
                yield group_name(role, rule.scope, key)


def places_of_post(post: Post) -> Places:
    """Where the post gives access, or to whose shares."""
    return Places(
        las=frozenset([post.la.code] if post.la else []),
        dioceses=frozenset([post.diocese.code] if post.diocese else []),
        schools=frozenset(post.schools.values_list("urn", flat=True)),
    )


def places_of_share(share: Share) -> Places:
    """The diocese that reads the share, or the school at which the person does."""
    if share.diocese:
        return Places(dioceses=frozenset([share.diocese.code]))
    return Places(schools=frozenset([share.school.urn]))


def places_of(posts: Iterable[Post], shares: Iterable[Share]) -> Places:
    """All of their places together."""
    found = Places()
    for post in posts:
        found |= places_of_post(post)
    for share in shares:
        found |= places_of_share(share)
    return found
