"""What a form of a page is given."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, an empty form too; nothing when the page is only looked at."""
    return request.POST if request.method == "POST" else None
