"""Before every page of the reference data of letters: who reads it, and who changes it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from letters.kinds.rights import READERS, keeps_for, reads_kinds
from people.access import las_where
from people.guards import log_refusal
from schools.models import LocalAuthority
from schools.permissions import Perm


def require_reader(request: HttpRequest) -> LocalAuthority:
    """The authority for which the person reads it; otherwise 403."""
    if not reads_kinds(request.user):
        log_refusal(request)
        raise PermissionDenied(Perm.READ_LA.value)
    las = (las_where(request.user, may=perm).first() for perm in READERS)
    return next(la for la in las if la is not None)


def require_keeper(request: HttpRequest) -> LocalAuthority:
    """The authority for which the person keeps it; otherwise 403."""
    la = keeps_for(request.user)
    if la is None:
        log_refusal(request)
        raise PermissionDenied(Perm.AUTHORISE_LETTER.value)
    return la
