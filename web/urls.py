"""Pages that combine apps: home, cases, search, the state of the site and its mail."""

from django.urls import path, register_converter

from web.views import actions, cases, digest, health, home, mail, outbox, plans, search


class CaseReference:
    """A case's reference, so that ``cases/open/`` is never taken for one."""

    regex = r"SOC-[0-9]{4}-[0-9]{4,}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CaseReference, "case_reference")

urlpatterns = [
    path("", home.home, name="home"),
    path("needs/", home.needs, name="needs"),
    path("actions/", actions.actions, name="actions"),
    path("actions/actions.<str:kind>", actions.download_actions, name="download_actions"),
    path("plans/", plans.plans, name="plans"),
    path("plans/plans.<str:kind>", plans.download_plans, name="download_plans"),
    path("digest/", digest.digest, name="digest"),
    path("search/", search.search, name="search"),
    path("healthz", health.healthz, name="healthz"),
    path("mail/", mail.mail_list, name="mail"),
    path("mail/<int:pk>/", mail.mail_message, name="mail_message"),
    path("mail/<int:pk>/calendar.ics", mail.mail_calendar, name="mail_calendar"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:pk>/again/", outbox.send_again, name="outbox_again"),
    path("outbox/<int:pk>/sent/", outbox.say_sent, name="outbox_sent"),
]

# Mounted by config.urls in the namespace ``cases``, before the pages that act on a case.
case_patterns = [
    path("", cases.cases, name="list"),
    path("cases.<str:kind>", cases.download_cases, name="download"),
    path("<case_reference:reference>/", cases.case, name="case"),
]
