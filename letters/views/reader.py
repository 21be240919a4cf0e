"""Who reads a page."""

from typing import cast

from django.http import HttpRequest

from people.models import User


def reader(request: HttpRequest) -> User:
    """The person signed in: no page of letters is there for anybody else."""
    return cast("User", request.user)
