"""How Django's ``user.has_perm(Perm.X, school)`` is answered, and how people sign in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import BaseBackend

from people import access
from schools.models import LocalAuthority, School
from schools.permissions import Perm


class SignInBackend(AuthenticationBackend):
    """Signs in by e-mail and password; answers no question about permissions."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return False

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()


class ScopeBackend(BaseBackend):
    """Permissions hold on a school or an LA, never everywhere: without an object the answer is no."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not isinstance(obj, School | LocalAuthority) or perm not in set(Perm):
            return False
        return access.may(user_obj, Perm(perm), obj)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not isinstance(obj, School):
            return set()
        return {perm.value for perm in access.perms_of(user_obj, obj)}
