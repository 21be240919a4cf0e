"""Addresses of meetings: a conference's own page shows where its process stands, so they stand here."""

from typing import Any

from django.urls import path

from meetings import feed_views, minutes_views, reply_views, rule_views, views
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
    path("<int:pk>/answer/", reply_views.answer, name="answer"),
    path("<int:pk>/replies/", reply_views.replies, name="replies"),
    path("<int:pk>/invitees/add/", reply_views.invite, name="invite"),
    path("<int:pk>/invitees/<int:invitee_pk>/remove/", reply_views.take_off, name="take_off"),
    path("<int:pk>/invitees/<int:invitee_pk>/again/", reply_views.again, name="invite_again"),
    path("reply/<str:token>/", reply_views.reply, name="reply"),
    path("attendance-rules/", rule_views.attendance_rules, name="attendance_rules"),
    path("calendar-feed/", feed_views.calendar_feed, name="calendar_feed"),
    path("calendar-feed/revoke/", feed_views.revoke, name="revoke_feed"),
    path("feed/<str:secret>.ics", feed_views.feed, name="feed"),
    path("<int:pk>/invitation.ics", views.invitation_file, name="invitation_file"),
    *minutes_patterns("minutes/", "", "A"),
    path("<int:pk>/minutes/b/", minutes_views.write_part_b, name="write_part_b"),
    *minutes_patterns("minutes/b/", "part_b_", "B"),
    path("<int:pk>/minutes/b/<int:version>/check/", minutes_views.check_of_part_b, name="check_part_b"),
]
