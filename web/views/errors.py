"""What is said when a page is seen but not permitted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags

from people.roles import roles_with
from schools.permissions import Perm


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page that says who could do it. A guard names the permission; anything else is a sentence."""
    words = strip_tags(str(exception or ""))
    if words in set(Perm):
        posts = [role.label for role in roles_with(Perm(words))]
        return render(request, "403.html", {"who_could": posts}, status=403)
    return render(request, "403.html", {"exception": words}, status=403)
