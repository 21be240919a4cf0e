"""Pages of support. They stand at ``support/``, and beside the case or the school that they are about."""

from django.urls import URLPattern, URLResolver, include, path

from support.views import (
    deployments,
    entitlements,
    evaluations,
    places,
    portfolio,
    programmes,
    providers,
    requests,
    school,
)

app_name = "support"

deployment_patterns: list[URLPattern | URLResolver] = [
    path("", deployments.deployment, name="deployment"),
    path("agree/", deployments.agree, name="agree"),
    path("refuse/", deployments.refuse, name="refuse"),
    path("request/", requests.change, name="change_request"),
    path("change/", deployments.change, name="change_deployment"),
    path("change/take-back/", requests.take_back, name="take_back_change"),
    path("end/", deployments.end, name="end_deployment"),
    path("withdraw/", deployments.withdraw, name="withdraw"),
    path("days/", deployments.use, name="use_days"),
    path("days/<int:entry>/correct/", deployments.correct, name="correct_days"),
    path("days/<int:entry>/undo/", deployments.undo, name="undo_days"),
]
support_patterns: list[URLPattern | URLResolver] = [
    path("", providers.providers, name="providers"),
    path("providers.<str:kind>", providers.download, name="download"),
    path("add/", providers.add, name="add_provider"),
    path("<int:pk>/", providers.provider, name="provider"),
    path("<int:pk>/change/", providers.change, name="change_provider"),
    path("<int:pk>/end/", providers.end, name="end_provider"),
    path("deployments/<int:pk>/", include(deployment_patterns)),
    path("objectives/<int:pk>/", school.objective, name="objective"),
    path("entitlements/", entitlements.table, name="entitlements"),
    path("entitlements/<slug:category>/<slug:kind>/", entitlements.cell, name="entitlement"),
    path(
        "entitlements/<slug:category>/programmes/<slug:code>/",
        entitlements.programme_cell,
        name="programme_entitlement",
    ),
    path("evaluations/<int:pk>/receive/", evaluations.receive, name="receive"),
    path("evaluations/<int:pk>/correct/", evaluations.correct, name="correct_evaluation"),
    path("evaluations/<int:pk>/withdraw/", evaluations.withdraw, name="withdraw_evaluation"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/add/", portfolio.add, {"of": "programmes"}, name="add_programme"),
    path("programmes/<slug:code>/", programmes.programme, name="programme"),
    path("programmes/<slug:code>/schools.<str:kind>", programmes.download, name="programme_download"),
    path("programmes/<slug:code>/add/", programmes.add, name="add_place"),
    path("programmes/<slug:code>/change/", portfolio.change, {"of": "programmes"}, name="change_programme"),
    path("programmes/<slug:code>/retire/", portfolio.retire, {"of": "programmes"}, name="retire_programme"),
    path("programmes/<slug:code>/offer/", portfolio.offer, {"of": "programmes"}, name="offer_programme"),
    path("reminders/", portfolio.rules, name="rules"),
    path("kinds/", portfolio.kinds, name="kinds"),
    path("kinds/add/", portfolio.add, {"of": "kinds"}, name="add_kind"),
    path("kinds/<slug:code>/", portfolio.change, {"of": "kinds"}, name="change_kind"),
    path("kinds/<slug:code>/retire/", portfolio.retire, {"of": "kinds"}, name="retire_kind"),
    path("kinds/<slug:code>/offer/", portfolio.offer, {"of": "kinds"}, name="offer_kind"),
    path("places/<int:pk>/end/", places.end, name="end_place"),
    path("places/<int:pk>/correct/", places.correct, name="correct_place"),
    path("places/<int:pk>/go-on/", places.go_on, name="continue_place"),
    path("places/<int:pk>/take-out/", places.remove, name="remove_place"),
    path("places/<int:pk>/put-back/", places.put_back, name="put_place_back"),
]
urlpatterns = [
    path("support/", include(support_patterns)),
    path("cases/<slug:reference>/support/", school.case_support, name="case"),
    path("cases/<slug:reference>/support/ask/", school.case_ask, name="case_ask"),
    path("schools/<str:urn>/support/", school.school_page, name="school"),
    path("schools/<str:urn>/support/ask/", school.school_ask, name="school_ask"),
    path("schools/<str:urn>/support/commission/", school.commission, name="commission"),
]
