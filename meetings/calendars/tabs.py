"""The pages beside the list of meetings."""

from typing import Any

from django.urls import reverse

from people.access import las_where
from schools.permissions import Perm


def calendar_tabs(user: Any, current: str) -> list[dict[str, Any]]:
    """The list, the calendars, the plan and the diaries for those who plan, and one's own diary."""
    pages = [("list", "List"), ("term", "Half-term"), ("month", "Month")]
    if las_where(user, may=Perm.MANAGE_MEETING).exists():
        pages += [("plan", "Plan"), ("diaries", "Diaries")]
    pages.append(("diary", "Your diary"))
    return [
        {"label": label, "url": reverse(f"meetings:{name}"), "current": name == current}
        for name, label in pages
    ]
