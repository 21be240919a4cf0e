"""Where every page stands."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from web.urls import case_patterns


def _when_there(prefix: str, module: str) -> list[URLResolver]:
    return [path(prefix, include(module))] if find_spec(module) else []


def _case_actions() -> list[URLPattern | URLResolver]:
    if not find_spec("concern_cases.urls"):
        return []
    return __import__("concern_cases.urls", fromlist=["action_patterns"]).action_patterns


urlpatterns = [
    path("", include("web.urls")),
    path("cases/", include(([*case_patterns, *_case_actions()], "cases"))),
    *_when_there("schools/", "web.urls_schools"),
    *_when_there("meetings/", "meetings.urls"),
    *_when_there("letters/", "letters.urls"),
    *_when_there("tasks/", "workflows.urls"),
    *_when_there("people/", "people.urls"),
    path("accounts/", include("allauth.urls")),
]

handler403 = "web.views.errors.forbidden"
