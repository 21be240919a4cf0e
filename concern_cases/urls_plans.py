"""Pages of plans. Mounted at ``plans/`` in the namespace ``plans``."""

from django.urls import path

from concern_cases.urls_plan_writing import writing_patterns
from concern_cases.views import plans

app_name = "plans"
urlpatterns = [
    path("<int:pk>/", plans.plan_page, name="plan"),
    path("<int:pk>/<int:number>/", plans.version_page, name="version"),
    *writing_patterns,
]
