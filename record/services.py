"""What every service has in common."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from record.actor import acting_as

P = ParamSpec("P")
R = TypeVar("R")


def service(function: Callable[P, R]) -> Callable[P, R]:
    """The function's changes stand all together or not at all, under the name of its ``by``."""

    @wraps(function)
    def act(*args: P.args, **kwargs: P.kwargs) -> R:
        with acting_as(kwargs["by"]), transaction.atomic():
            return function(*args, **kwargs)

    return act
