"""Pages of visits by inspectors. Mounted at ``visits/`` in the namespace ``visits``."""

from django.urls import path

from concern_cases.views import statements, visit_changes, visits

app_name = "visits"
urlpatterns = [
    path("<int:pk>/", visits.visit_page, name="visit"),
    path("<int:pk>/correct/", visit_changes.correct_page, name="correct"),
    path("<int:pk>/remove/", visit_changes.remove_page, name="remove"),
    path("<int:pk>/recommendations/", visit_changes.add_recommendations_page, name="recommendations"),
    path(
        "<int:pk>/recommendations/<int:number>/",
        visit_changes.change_recommendation_page,
        name="change-recommendation",
    ),
    path(
        "<int:pk>/recommendations/<int:number>/remove/",
        visit_changes.remove_recommendation_page,
        name="remove-recommendation",
    ),
    path("<int:pk>/answers/<int:version>/", visit_changes.answers_page, name="answers"),
    path("<int:pk>/statement/", statements.statement_page, name="statement"),
    path("<int:pk>/statement/write/", statements.write_page, name="write-statement"),
    path("<int:pk>/statement/send/", statements.send_page, name="send-statement"),
    path("<int:pk>/statement.pdf", statements.statement_pdf, name="statement-pdf"),
]
