"""The pages of schools: they show what several apps know."""

from django.urls import path

from web.views import schools

app_name = "schools"

urlpatterns = [
    path("", schools.schools, name="list"),
    path("schools.<str:kind>", schools.download_schools, name="download"),
    path("<str:urn>/", schools.school, name="school"),
]
