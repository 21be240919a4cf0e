"""Addresses of meetings: a conference's own page shows where its process stands, so they stand here."""

from django.urls import path

from meetings import feed_views, reply_views, rule_views, views
from workflows.conferences.views import meeting

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
    path("<int:pk>/minutes/<int:version>/", views.minutes, name="minutes"),
    path("<int:pk>/minutes/<int:version>.pdf", views.minutes_file, name="minutes_file"),
]
