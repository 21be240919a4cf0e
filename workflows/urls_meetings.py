"""Addresses of meetings: a conference's own page shows where its process stands, so they stand here."""

from typing import Any

from django.urls import path

from meetings.live import autosave
from meetings.live import views as live
from meetings.views import agenda as agenda_views
from meetings.views import calendars as calendar_views
from meetings.views import changing as changing_views
from meetings.views import criteria as criteria_views
from meetings.views import diaries as diary_views
from meetings.views import diaries_of as diaries_of_views
from meetings.views import feeds as feed_views
from meetings.views import groups as group_views
from meetings.views import lists as list_views
from meetings.views import minutes as minutes_views
from meetings.views import papers as paper_views
from meetings.views import plan_dates as date_views
from meetings.views import plans as plan_views
from meetings.views import replies as reply_views
from meetings.views import rules as rule_views
from meetings.views import templates as template_views
from workflows.conferences.hold import end
from workflows.conferences.views import meeting, papers
from workflows.panel import views as panel_views


def minutes_patterns(under: str, prefix: str, part: str) -> list[Any]:
    """The pages of one part of the minutes."""
    views, facts = minutes_views, {"part": part}
    one = f"<int:pk>/{under}<int:version>"
    return [
        path(f"{one}/", views.minutes, facts, name=f"{prefix}minutes"),
        path(f"{one}.pdf", views.minutes_file, facts, name=f"{prefix}minutes_file"),
        path(f"{one}/amend/", views.amend, facts, name=f"{prefix}amend"),
        path(f"{one}/amended-<int:number>.pdf", views.amended_file, facts, name=f"{prefix}amended_file"),
    ]


app_name = "meetings"
urlpatterns = [
    path("", list_views.meetings, name="list"),
    path("panel/", panel_views.report, name="panel"),
    path("panel/key/", panel_views.key, name="panel_key"),
    path("panel/committees/", panel_views.committee, name="committee"),
    path("panel-<slug:kind>.pdf", panel_views.pdf, name="panel_pdf"),
    path("panel.xlsx", panel_views.book, name="panel_file"),
    path("criteria/", criteria_views.criteria, name="criteria"),
    path("criteria/begin/", criteria_views.begin, name="begin_criteria"),
    path("criteria/add/", criteria_views.add, name="add_criterion"),
    path("criteria/<int:pk>/", criteria_views.criterion, name="criterion"),
    path("criteria/<int:pk>/change/", criteria_views.change, name="change_criterion"),
    path("criteria/<int:pk>/end/", criteria_views.end, name="end_criterion"),
    path(
        "criteria/<int:pk>/figures/<int:figure_pk>/take-back/",
        criteria_views.take_back,
        name="take_back_figure",
    ),
    path("criteria/<int:pk>/count/", criteria_views.compute, name="compute_figure"),
    path("criteria/<int:pk>/enter/", criteria_views.enter, name="enter_figure"),
    path("groups/<slug:kind>/", group_views.group, name="group"),
    path("groups/<slug:kind>/add/", group_views.add, name="group_add"),
    path("groups/<slug:kind>/<int:pk>/end/", group_views.end, name="group_end"),
    path("meetings.csv", list_views.download, {"kind": "csv"}, name="download"),
    path("meetings.xlsx", list_views.download, {"kind": "xlsx"}, name="download_xlsx"),
    path("of/<slug:reference>/", list_views.case_meetings, name="case"),
    path("templates/", template_views.types, name="templates"),
    path("templates/<slug:code>/", template_views.template, name="template"),
    path("templates/<slug:code>/numbers/", template_views.numbers, name="template_numbers"),
    path("templates/<slug:code>/add/", template_views.add, name="template_add"),
    path("templates/<slug:code>/<int:item_pk>/", template_views.item, name="template_item"),
    path("templates/<slug:code>/<int:item_pk>/remove/", template_views.remove, name="template_item_remove"),
    path("term/", calendar_views.term, name="term"),
    path("term/wall.pdf", calendar_views.wall, name="wall"),
    path("month/", calendar_views.month, name="month"),
    path("plan/", plan_views.plan, name="plan"),
    path("plan/ask/", plan_views.ask, name="ask_plan"),
    path("plan/<int:pk>/again/", plan_views.act, {"what": "again"}, name="plan_again"),
    path("plan/<int:pk>/stop/", plan_views.act, {"what": "stop"}, name="stop_plan"),
    path("plan/<int:pk>/drop/", plan_views.act, {"what": "drop"}, name="drop_plan"),
    path("plan/<int:pk>/invitations/", plan_views.invitations, name="plan_invitations"),
    path("plan/dates/<int:pk>/", plan_views.choose_date, name="choose_date"),
    path("plan/dates/<int:pk>/leave-out/", date_views.act, {"what": "leave_out"}, name="leave_out_date"),
    path("plan/dates/<int:pk>/put-back/", date_views.act, {"what": "put_back"}, name="put_back_date"),
    path("plan/dates/<int:pk>/another-time/", date_views.other_time, name="other_time"),
    path("planning-rules/", plan_views.planning_rules, name="planning_rules"),
    path("diary/", diary_views.diary, name="diary"),
    path("diary/upload/", diary_views.upload, name="upload_calendar"),
    path("diary/forget/", diary_views.forget, name="forget_calendar"),
    path("diary/confirm/", diary_views.confirm, name="confirm_diary"),
    path("diary/<int:pk>/remove/", diary_views.remove, name="remove_absence"),
    path("diaries/", diaries_of_views.diaries, name="diaries"),
    path("diaries/<int:pk>/", diaries_of_views.diary_of, name="diary_of"),
    path("diaries/<int:pk>/confirm/", diaries_of_views.confirm_of, name="confirm_diary_of"),
    path("diaries/<int:pk>/<int:busy_pk>/remove/", diaries_of_views.remove_of, name="remove_absence_of"),
    path("<int:pk>/", meeting, name="meeting"),
    path("<int:pk>/change/", changing_views.change, name="change"),
    path("<int:pk>/answer/", reply_views.answer, name="answer"),
    path("<int:pk>/replies/", reply_views.replies, name="replies"),
    path("<int:pk>/invitees/add/", reply_views.invite, name="invite"),
    path("<int:pk>/invitees/missing/", group_views.invite_all, name="invite_missing"),
    path("<int:pk>/invitees/<int:invitee_pk>/remove/", reply_views.take_off, name="take_off"),
    path("<int:pk>/invitees/<int:invitee_pk>/again/", reply_views.again, name="invite_again"),
    path("reply/<str:token>/", reply_views.reply, name="reply"),
    path("attendance-rules/", rule_views.attendance_rules, name="attendance_rules"),
    path("calendar-feed/", feed_views.calendar_feed, name="calendar_feed"),
    path("calendar-feed/revoke/", feed_views.revoke, name="revoke_feed"),
    path("feed/<str:secret>.ics", feed_views.feed, name="feed"),
    path("<int:pk>/agenda/", agenda_views.agenda, name="agenda"),
    path("<int:pk>/agenda/add/", agenda_views.add, name="agenda_item_add"),
    path("<int:pk>/agenda/refresh/", agenda_views.refresh, name="agenda_refresh"),
    path("<int:pk>/agenda/<int:item_pk>/", agenda_views.item, name="agenda_item"),
    path("<int:pk>/agenda/<int:item_pk>/remove/", agenda_views.remove, name="agenda_item_remove"),
    path("<int:pk>/reports/lay/", panel_views.lay, name="lay_report"),
    path("<int:pk>/reports/<int:report_pk>/off/", panel_views.take_off, name="report_off"),
    path("<int:pk>/reports/<int:report_pk>.pdf", panel_views.laid, name="laid_report"),
    path("<int:pk>/papers/", papers, name="papers"),
    path("<int:pk>/papers/add/", paper_views.add_papers, name="papers_add"),
    path("<int:pk>/papers/choose/", paper_views.choose, name="papers_choose"),
    path("<int:pk>/papers/<int:paper_pk>/remove/", paper_views.remove, name="paper_remove"),
    path("<int:pk>/pack/", paper_views.make_pack, name="pack_make"),
    path("<int:pk>/pack/<int:pack_pk>.pdf", paper_views.pack_file, name="pack"),
    path("<int:pk>/invitation.ics", list_views.invitation_file, name="invitation_file"),
    path("<int:pk>/hold/", live.hold, name="hold"),
    path("<int:pk>/hold/here/", live.attendance, name="hold_attendance"),
    path("<int:pk>/hold/add/", live.raise_one, name="hold_add"),
    path("<int:pk>/hold/print/", live.printed, name="hold_print"),
    path("<int:pk>/hold/end/", end, name="hold_end"),
    path("<int:pk>/hold/<int:item>/", live.item, name="hold_item"),
    path("<int:pk>/hold/<int:item>/save/", autosave.save, name="hold_save"),
    *minutes_patterns("minutes/", "", "A"),
    path("<int:pk>/minutes/b/", minutes_views.write_part_b, name="write_part_b"),
    *minutes_patterns("minutes/b/", "part_b_", "B"),
    path("<int:pk>/minutes/b/<int:version>/check/", minutes_views.check_of_part_b, name="check_part_b"),
]
