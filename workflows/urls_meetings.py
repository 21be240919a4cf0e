"""Addresses of meetings: a conference's own page shows where its process stands, so they stand here."""

from django.urls import path

from meetings import calendar_views, diary_views, plan_views, views
from workflows.conferences.views import meeting

app_name = "meetings"
urlpatterns = [
    path("", views.meetings, name="list"),
    path("meetings.csv", views.download, name="download"),
    path("of/<slug:reference>/", views.case_meetings, name="case"),
    path("term/", calendar_views.term, name="term"),
    path("term/wall.pdf", calendar_views.wall, name="wall"),
    path("month/", calendar_views.month, name="month"),
    path("plan/", plan_views.plan, name="plan"),
    path("plan/ask/", plan_views.ask, name="ask_plan"),
    path("plan/<int:pk>/again/", plan_views.act, {"what": "again"}, name="plan_again"),
    path("plan/<int:pk>/stop/", plan_views.act, {"what": "stop"}, name="stop_plan"),
    path("plan/<int:pk>/drop/", plan_views.act, {"what": "drop"}, name="drop_plan"),
    path("plan/<int:pk>/invitations/", plan_views.invitations, name="plan_invitations"),
    path("plan/dates/<int:pk>/", plan_views.choose_date, name="choose_date"),
    path("planning-rules/", plan_views.planning_rules, name="planning_rules"),
    path("diary/", diary_views.diary, name="diary"),
    path("diary/upload/", diary_views.upload, name="upload_calendar"),
    path("diary/forget/", diary_views.forget, name="forget_calendar"),
    path("diary/confirm/", diary_views.confirm, name="confirm_diary"),
    path("diary/<int:pk>/remove/", diary_views.remove, name="remove_absence"),
    path("<int:pk>/", meeting, name="meeting"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/invitation.ics", views.invitation_file, name="invitation_file"),
    path("<int:pk>/minutes/<int:version>/", views.minutes, name="minutes"),
    path("<int:pk>/minutes/<int:version>.pdf", views.minutes_file, name="minutes_file"),
]
