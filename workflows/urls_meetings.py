"""Addresses of meetings: a conference's own page shows where its process stands, so they stand here."""

from django.urls import path

from meetings import views
from workflows.conferences.views import meeting

app_name = "meetings"
urlpatterns = [
    path("", views.meetings, name="list"),
    path("meetings.csv", views.download, name="download"),
    path("of/<slug:reference>/", views.case_meetings, name="case"),
    path("<int:pk>/", meeting, name="meeting"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/invitation.ics", views.invitation_file, name="invitation_file"),
    path("<int:pk>/minutes/<int:version>/", views.minutes, name="minutes"),
    path("<int:pk>/minutes/<int:version>.pdf", views.minutes_file, name="minutes_file"),
]
