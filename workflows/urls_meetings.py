"""Addresses of meetings: a conference's own page shows where its process stands, so they stand here."""

from typing import Any

from django.urls import path

from meetings import minutes_views, views
from workflows.conferences.views import meeting


def minutes_patterns(under: str, prefix: str, part: str) -> list[Any]:
    """The pages of one part of the minutes."""
    views, facts = minutes_views, {"part": part}
    one = f"<int:pk>/{under}<int:version>"
    return [
        path(f"{one}/", views.minutes, facts, name=f"{prefix}minutes"),
        path(f"{one}.pdf", views.minutes_file, facts, name=f"{prefix}minutes_file"),
        path(f"{one}/amend/", views.amend, facts, name=f"{prefix}amend"),
        path(f"{one}/amended-<int:number>.pdf", views.amended_file, facts, name=f"{prefix}amended_file"),
    ]


app_name = "meetings"
urlpatterns = [
    path("", views.meetings, name="list"),
    path("meetings.csv", views.download, name="download"),
    path("of/<slug:reference>/", views.case_meetings, name="case"),
    path("<int:pk>/", meeting, name="meeting"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/invitation.ics", views.invitation_file, name="invitation_file"),
    *minutes_patterns("minutes/", "", "A"),
    path("<int:pk>/minutes/b/", minutes_views.write_part_b, name="write_part_b"),
    *minutes_patterns("minutes/b/", "part_b_", "B"),
    path("<int:pk>/minutes/b/<int:version>/check/", minutes_views.check_of_part_b, name="check_part_b"),
]
