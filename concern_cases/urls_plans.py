"""Pages of plans. Mounted at ``plans/`` in the namespace ``plans``."""

from django.urls import path

from concern_cases.urls_plan_writing import writing_patterns
from concern_cases.views import plans

app_name = "plans"
urlpatterns = [
    path("<int:pk>/", plans.plan_page, name="plan"),
    path("<int:pk>/<int:number>/", plans.version_page, name="version"),
    *writing_patterns,
    path("<int:pk>/<int:number>.pdf", plans.version_file, name="pdf"),
    path("<int:pk>/<int:number>/compare/<int:other>/", plans.compare_page, name="compare"),
]
