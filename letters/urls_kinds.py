"""Addresses of the reference data of letters: kinds, their changes, and central bodies."""

from django.urls import path

from letters.views import central_bodies, dioceses, kind_changes, kinds

kind_patterns = [
    path("kinds/", kinds.kinds, name="kinds"),
    path("kinds/versions/<int:pk>/sample.pdf", kinds.sample, name="kind_sample"),
    path("kinds/changes/<int:pk>/", kind_changes.kind_change, name="kind_change"),
    path("kinds/changes/<int:pk>/sample.pdf", kinds.change_sample, name="change_sample"),
    path("kinds/<slug:series>/", kinds.kind, name="kind"),
    path("kinds/<slug:series>/change/", kind_changes.change_kind, name="change_kind"),
    path("kinds/<slug:series>/take-away/", kind_changes.take_away, name="take_away_kind"),
    path("bodies/", central_bodies.bodies, name="bodies"),
    path("bodies/dioceses/<slug:code>/", dioceses.change, name="diocese"),
    path("bodies/<slug:received_as>/", central_bodies.change, name="change_body"),
    path("bodies/<slug:received_as>/take-away/", central_bodies.take_back, name="take_back_body"),
]
