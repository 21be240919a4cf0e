"""Where every page stands."""

from django.urls import include, path

from concern_cases.urls import action_patterns
from web.urls import case_patterns

urlpatterns = [
    path("", include("web.urls")),
    path("", include("support.urls")),  # some of its pages stand beside a case or a school
    path("", include("workflows.urls")),  # before the cases: closing one stops its processes
    path("schools/", include("web.urls_schools")),
    path("cases/", include(([*case_patterns, *action_patterns], "cases"))),
    path("meetings/", include("workflows.urls_meetings")),
    path("plans/", include("concern_cases.urls_plans")),
    path("reviews/", include("concern_cases.urls_reviews")),
    path("visits/", include("concern_cases.urls_visits")),
    path("letters/", include("letters.urls")),
    path("people/", include("people.urls")),
    path("accounts/", include("people.sign_in_urls")),
]

handler403 = "web.views.errors.forbidden"
