"""Addresses of tasks, and of pages that begin, move or stop a process. Mounted at the root."""

from django.urls import path

from workflows import case_pages, views
from workflows.conferences import plan_views
from workflows.conferences import views as conferences
from workflows.letters import ending as letters_ending
from workflows.letters import views as letters
from workflows.plans import sheet_views as plan_sheet
from workflows.plans import views as plans
from workflows.reviews import views as reviews
from workflows.spreadsheet import views as spreadsheet
from workflows.strategy import pack_views as strategy_packs
from workflows.strategy import views as strategy
from workflows.strategy import year

app_name = "tasks"
urlpatterns = [
    path("tasks/<int:process_pk>/<int:task_pk>/", views.task, name="task"),
    path("tasks/<int:process_pk>/diagram.svg", views.diagram, name="diagram"),
    path("tasks/<int:process_pk>/process.bpmn", views.bpmn, name="bpmn"),
    path("cases/spreadsheet/", spreadsheet.bring_in, name="bring_spreadsheet"),
    path("cases/spreadsheet/template.xlsx", spreadsheet.template, name="spreadsheet_template"),
    path("cases/<slug:reference>/conference/", conferences.call_conference, name="call_conference"),
    path("cases/<slug:reference>/close/", case_pages.close_case, name="close_case"),
    path("cases/<slug:reference>/continue/", case_pages.continue_case, name="continue_case"),
    path("cases/<slug:reference>/plan/open/", plans.open_plan, name="open_plan"),
    path("schools/<str:urn>/plan/open/", plans.open_school_plan, name="open_school_plan"),
    path("plans/<int:pk>/revise/", plans.revise, name="revise_plan"),
    path("plans/<int:pk>/change/", plans.change, name="change_plan"),
    path("plans/<int:pk>/close/", plans.close_plan, name="close_plan"),
    path("plans/<int:pk>/<int:number>/write/spreadsheet/", plan_sheet.bring_in, name="bring_plan"),
    path("plans/<int:pk>/<int:number>.xlsx", plan_sheet.take_away, name="plan_as_sheet"),
    path("plans/spreadsheet.xlsx", plan_sheet.template, name="plan_sheet"),
    path("cases/<slug:reference>/letter/", letters.begin, name="begin_letter"),
    path("letters/<slug:reference>/answer/", letters.answer, name="answer_letter"),
    path("letters/<slug:reference>/more-time/", letters_ending.extend, name="extend_letter"),
    path("letters/<slug:reference>/end/", letters_ending.end_letter, name="end_letter"),
    path("letters/<slug:reference>/withdraw/", letters.withdraw, name="withdraw_letter"),
    path("reviews/<int:pk>/move/", reviews.move, name="move_review"),
    path("meetings/plan/<int:pk>/accept/", plan_views.accept, name="accept_plan"),
    path("actions/of-the-authority/<int:pk>/", strategy.la_action, name="la_action"),
    path("meetings/call/<slug:kind>/", strategy.call, name="call_la_meeting"),
    path("meetings/plan-year/<slug:kind>/", year.plan_year, name="plan_year"),
    path("meetings/<int:pk>/schools/", strategy.schools, name="strategy_schools"),
    path("meetings/<int:pk>/schools.csv", strategy.schools_file, name="strategy_schools_file"),
    path("meetings/<int:pk>/schools/bring/", strategy.bring, name="bring_schools"),
    path("meetings/<int:pk>/schools/order/", strategy.order, name="order_schools"),
    path("meetings/<int:pk>/packs/", strategy_packs.packs, name="strategy_packs"),
    path("meetings/<int:pk>/packs/again/", strategy_packs.again, name="packs_again"),
    path("meetings/<int:pk>/packs/stop/", strategy_packs.stop, name="stop_packs"),
    path("meetings/<int:pk>/schools/add/", strategy.add, name="add_school"),
    path("meetings/<int:pk>/schools/<int:item_pk>/", strategy.school, name="strategy_school"),
    path("meetings/<int:pk>/schools/<int:item_pk>/leave-out/", strategy.leave_out, name="leave_out_school"),
    path("meetings/<int:pk>/schools/<int:item_pk>/question/", strategy.question, name="school_question"),
    path("meetings/<int:pk>/move/", conferences.move, name="move_conference"),
    path("meetings/<int:pk>/cancel/", conferences.cancel, name="cancel_conference"),
    path("meetings/<int:pk>/decisions/<int:decision_pk>/", conferences.follow_up, name="follow_up_decision"),
]
