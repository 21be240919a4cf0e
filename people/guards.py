"""Before every page: unseen is not found, seen but not permitted is forbidden; both are logged."""

from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from people import access
from people.models import User
from record.reading import log_read
from schools.models import LocalAuthority, School
from schools.permissions import Perm

M = TypeVar("M", bound=Model)


def person(request: HttpRequest) -> User:
    """Whoever is signed in: the middleware lets nobody else through to pages that ask."""
    return cast(User, request.user)


def seen_or_404(request: HttpRequest, visible: QuerySet[M], **lookup: Any) -> M:
    """The one row of those the person may see; otherwise "not found", whether it is missing or hidden.

    The attempt is logged with the school that it was about, so that those who manage access learn of it.
    """
    found = visible.filter(**lookup).first()
    if found is None:
        hidden = visible.model._default_manager.filter(**lookup).first()
        log_refusal(request, urn=urn_of(hidden))
        raise Http404
    return found


def require(request: HttpRequest, perm: Perm, scope: School | LocalAuthority) -> None:
    """Nothing, if the person holds the permission there; otherwise 403 (PermissionDenied)."""
    if not access.may(request.user, perm, scope):
        refuse(request, perm, scope)


def require_one(request: HttpRequest, perms: tuple[Perm, ...], school: School) -> set[Perm]:
    """Everything that the person may do for the school, which is one of ``perms`` at least; otherwise 403."""
    held = access.perms_of(request.user, school)
    if not held.intersection(perms):
        refuse(request, perms[0], school)
    return held


def refuse(request: HttpRequest, perm: Perm, scope: School | LocalAuthority) -> None:
    """403 (PermissionDenied naming what was lacking), and the attempt is logged."""
    log_refusal(request, urn=getattr(scope, "urn", ""))
    raise PermissionDenied(perm.value)


def log_refusal(request: HttpRequest, *, urn: str = "") -> None:
    """The attempt stands in the read log as refused."""
    log_read(request.user, request.path, urn=urn, refused=True)


def log_reading(request: HttpRequest, *, what: str, urn: str = "") -> None:
    """The reading of case content stands in the read log."""
    log_read(request.user, what, urn=urn)


def urn_of(row: Any) -> str:
    """The URN of the school that a row is about; empty when it is about none, or there is no row."""
    if row is None:
        return ""
    if isinstance(row, School):
        return row.urn
    for step in getattr(row, "school_path", "school").split("__"):
        row = getattr(row, step, None)
    return getattr(row, "urn", "")
