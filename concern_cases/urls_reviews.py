"""Pages of reviews. Mounted at ``reviews/`` in the namespace ``reviews``."""

from django.urls import path

from concern_cases.views import reviews

app_name = "reviews"
urlpatterns = [
    path("<int:pk>/", reviews.review_page, name="review"),
    path("<int:pk>/evidence/", reviews.evidence_page, name="evidence"),
    path("<int:pk>/evidence/<int:evidence>/take-off/", reviews.evidence_off_page, name="evidence-off"),
    path("<int:pk>/objectives/<int:number>/judge/", reviews.judge_page, name="judge"),
    path("<int:pk>/objectives/<int:number>/disagreement/", reviews.dispute_page, name="dispute"),
]
