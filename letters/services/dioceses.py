"""Where post for a diocese goes: the register of schools names dioceses and has no address of them."""

from django.core.exceptions import PermissionDenied

from letters.kinds.checks import refuse_unprintable, tidied
from letters.kinds.events import DIOCESE_ADDRESSED, log_diocese
from letters.kinds.rights import dioceses_of, keeper_of
from people.models import User
from record.errors import RuleError
from record.services import service
from schools.models import Diocese
from schools.permissions import Perm


@service
def keep_address(diocese: Diocese, *, address: str, by: User) -> None:
    """Copies for the diocese that go by post from now on bear the address; earlier ones stay as they are.

    Refuses (PermissionDenied) whoever authorises no letters, and a diocese of none of their authority's
    schools; (RuleError) no address, one with characters that no font here prints, and the one that it has.
    """
    la = keeper_of(by)
    if not dioceses_of(la).filter(pk=diocese.pk).exists():
        raise PermissionDenied(Perm.AUTHORISE_LETTER.value)
    diocese.refresh_from_db(from_queryset=Diocese.objects.select_for_update())
    address = "\n".join(line.strip() for line in tidied(address).splitlines() if line.strip())
    if not address:
        raise RuleError("Write the address.", field="address")
    refuse_unprintable([address], field="address")
    if address == diocese.address:
        raise RuleError("That is the address on record already.", field="address")
    diocese.address = address
    diocese.save(update_fields=["address"])
    log_diocese(DIOCESE_ADDRESSED, la, diocese)
