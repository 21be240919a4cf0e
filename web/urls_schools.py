"""The pages of schools: they show what several apps know."""

from django.urls import path

from concern_cases.views import visit_changes, visits
from web.views import schools, term_dates

app_name = "schools"

urlpatterns = [
    path("", schools.schools, name="list"),
    path("schools.<str:kind>", schools.download_schools, name="download"),
    path("term-dates/", term_dates.term_dates, name="term-dates"),
    path("term-dates.csv", term_dates.download_term_dates, name="term-dates-file"),
    path("<str:urn>/", schools.school, name="school"),
    path("<str:urn>/visits/", visits.school_visits, name="visits"),
    path("<str:urn>/record-visit/", visit_changes.record_for_school, name="record-visit"),
]
