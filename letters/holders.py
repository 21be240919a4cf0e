"""The names that were said of those who hold a post at a school and have no account."""

from collections.abc import Sequence
from dataclasses import replace

from letters.addressees import Addressee, address_at
from letters.models import NamedHolder, Recipient
from schools.models import School


def as_named(school: School, found: Sequence[Addressee]) -> list[Addressee]:
    """The recipients, each post of which nobody on record holds it with the name that was said of it."""
    if not any(each.can_be_named for each in found):
        return list(found)
    said = {row.received_as: row for row in named_holders(school)}
    return [_one(school, each, said.get(each.received_as)) for each in found]


def named_holders(school: School) -> list[NamedHolder]:
    """Who holds a post there today, as somebody said it, with who said it."""
    return list(NamedHolder.objects.current().filter(school=school).select_related("said_by"))


def _one(school: School, each: Addressee, said: NamedHolder | None) -> Addressee:
    if said is None or not each.can_be_named:
        return each
    address = each.address
    if each.received_as != Recipient.As.TRUST:
        address = address_at(school, each.received_as, name=said.formal_name)
    return replace(each, name=said.formal_name, title=said.title, address=address, said=said)
