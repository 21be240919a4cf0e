"""Addresses of meetings: a conference's own page shows where its process stands, so they stand here."""

from django.urls import path

from meetings import views
from meetings.live import autosave
from meetings.live import views as live
from workflows.conferences.hold import end
from workflows.conferences.views import meeting

app_name = "meetings"
urlpatterns = [
    path("", views.meetings, name="list"),
    path("meetings.csv", views.download, name="download"),
    path("of/<slug:reference>/", views.case_meetings, name="case"),
    path("<int:pk>/", meeting, name="meeting"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/invitation.ics", views.invitation_file, name="invitation_file"),
    path("<int:pk>/hold/", live.hold, name="hold"),
    path("<int:pk>/hold/here/", live.attendance, name="hold_attendance"),
    path("<int:pk>/hold/add/", live.raise_one, name="hold_add"),
    path("<int:pk>/hold/print/", live.printed, name="hold_print"),
    path("<int:pk>/hold/end/", end, name="hold_end"),
    path("<int:pk>/hold/<int:item>/", live.item, name="hold_item"),
    path("<int:pk>/hold/<int:item>/save/", autosave.save, name="hold_save"),
    path("<int:pk>/minutes/<int:version>/", views.minutes, name="minutes"),
    path("<int:pk>/minutes/<int:version>.pdf", views.minutes_file, name="minutes_file"),
]
