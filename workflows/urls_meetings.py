"""Addresses of meetings: a conference's own page shows where its process stands, so they stand here."""

from django.urls import path

from meetings import views, views_agenda, views_papers, views_templates
from workflows.conferences.views import meeting, papers

app_name = "meetings"
urlpatterns = [
    path("", views.meetings, name="list"),
    path("meetings.csv", views.download, name="download"),
    path("of/<slug:reference>/", views.case_meetings, name="case"),
    path("templates/", views_templates.types, name="templates"),
    path("templates/<slug:code>/", views_templates.template, name="template"),
    path("templates/<slug:code>/numbers/", views_templates.numbers, name="template_numbers"),
    path("templates/<slug:code>/add/", views_templates.add, name="template_add"),
    path("templates/<slug:code>/<int:item_pk>/", views_templates.item, name="template_item"),
    path("templates/<slug:code>/<int:item_pk>/remove/", views_templates.remove, name="template_item_remove"),
    path("<int:pk>/", meeting, name="meeting"),
    path("<int:pk>/agenda/", views_agenda.agenda, name="agenda"),
    path("<int:pk>/agenda/add/", views_agenda.add, name="agenda_item_add"),
    path("<int:pk>/agenda/refresh/", views_agenda.refresh, name="agenda_refresh"),
    path("<int:pk>/agenda/<int:item_pk>/", views_agenda.item, name="agenda_item"),
    path("<int:pk>/agenda/<int:item_pk>/remove/", views_agenda.remove, name="agenda_item_remove"),
    path("<int:pk>/papers/", papers, name="papers"),
    path("<int:pk>/papers/add/", views_papers.add_papers, name="papers_add"),
    path("<int:pk>/papers/choose/", views_papers.choose, name="papers_choose"),
    path("<int:pk>/papers/<int:paper_pk>/remove/", views_papers.remove, name="paper_remove"),
    path("<int:pk>/pack/", views_papers.make_pack, name="pack_make"),
    path("<int:pk>/pack/<int:pack_pk>.pdf", views_papers.pack_file, name="pack"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/invitation.ics", views.invitation_file, name="invitation_file"),
    path("<int:pk>/minutes/<int:version>/", views.minutes, name="minutes"),
    path("<int:pk>/minutes/<int:version>.pdf", views.minutes_file, name="minutes_file"),
]
