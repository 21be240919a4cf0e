"""Pages that show or change one case. Mounted at ``cases/`` in the namespace ``cases`` by ``config.urls``."""

from django.urls import URLPattern, URLResolver, include, path

from concern_cases.views import (
    actions,
    actions_in_plans,
    files,
    opening,
    pages,
    plans,
    records,
    reviews,
    running,
    visit_changes,
    visits,
)

case_patterns = [
    path("concerns/", pages.concerns_page, name="concerns"),
    path("timeline/", pages.timeline_page, name="timeline"),
    path("timeline.csv", pages.timeline_csv, name="timeline-csv"),
    path("plan/", plans.case_plans, name="plans"),
    path("reviews/", reviews.case_reviews, name="reviews"),
    path("step-down/", reviews.step_down_page, name="step-down"),
    path("visits/", visits.case_visits, name="visits"),
    path("record-visit/", visit_changes.record_for_case, name="record-visit"),
    path("actions/", actions.actions_page, name="actions"),
    path("actions/<int:pk>/complete/", actions.complete_page, name="complete-action"),
    path("actions/<int:pk>/verify/", actions.verify_page, name="verify-action"),
    path("actions/<int:pk>/reopen/", actions.reopen_page, name="reopen-action"),
    path("actions/<int:pk>/redate/", actions.redate_page, name="redate-action"),
    path("actions/<int:pk>/hand-over/", actions.hand_over_page, name="hand-over-action"),
    path("actions/<int:pk>/drop/", actions.drop_page, name="drop-action"),
    path("actions/<int:pk>/plan/", actions_in_plans.link_page, name="action-in-plan"),
    path("actions/<int:pk>/plan/<int:link>/unlink/", actions_in_plans.unlink, name="action-not-in-plan"),
    path("agree-action/<int:plan>/<uuid:key>/", actions_in_plans.agree_step_page, name="agree-step"),
    path("files/<int:pk>/", files.file_download, name="file"),
    path("evidence/<int:pk>/add-files/", records.add_files_page, name="add-files"),
    path("add-concern/", records.add_concern_page, name="add-concern"),
    path("add-evidence/", records.add_evidence_page, name="add-evidence"),
    path("record-disagreement/", records.disagreement_page, name="record-disagreement"),
    path("record-non-engagement/", records.non_engagement_page, name="record-non-engagement"),
    path("agree-action/", actions.agree_page, name="agree-action"),
    path("judge-risk/", running.risk_page, name="judge-risk"),
    path("set-category/", running.category_page, name="set-category"),
    path("change-cadence/", running.cadence_page, name="change-cadence"),
    path("change-lead/", running.lead_page, name="change-lead"),
    path("reopen/", opening.reopen_page, name="reopen"),
]

action_patterns: list[URLPattern | URLResolver] = [
    path("open/", opening.open_page, name="open"),
    path("<slug:reference>/", include(case_patterns)),
]
