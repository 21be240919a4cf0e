from people.models.access_event import AccessEvent
from people.models.address_change import AddressChange
from people.models.grants import LaGroupGrant, Membership, SchoolGroupGrant, SchoolUserGrant
from people.models.post import Post, PostSchool
from people.models.share import Share
from people.models.user import User

__all__ = [
    "AccessEvent",
    "AddressChange",
    "LaGroupGrant",
    "Membership",
    "Post",
    "PostSchool",
    "SchoolGroupGrant",
    "SchoolUserGrant",
    "Share",
    "User",
]
