"""Addresses under ``plans/`` on which plans are written and kept up, and of what they begin with."""

from typing import Any

from django.urls import path

from concern_cases.views import plan_autosave, plan_progress, plan_templates, plan_write_all, plan_writing

WRITE = "<int:pk>/<int:number>/write/"
ONE = f"{WRITE}<int:objective>/"

writing_patterns: list[Any] = [
    path(WRITE, plan_writing.write, name="write"),
    path(f"{WRITE}all/", plan_write_all.write_all, name="write_all"),
    path(f"{WRITE}all/beat/", plan_autosave.beat, name="write_beat"),
    path(f"{WRITE}add/", plan_writing.add, name="add_objective"),
    path(ONE, plan_writing.objective, name="write_objective"),
    path(f"{ONE}save/", plan_autosave.save, name="save_objective"),
    path(f"{ONE}give-up/", plan_writing.give_up, name="give_up_objective"),
    path(f"{ONE}change/", plan_writing.change, name="change_objective"),
    path("<int:pk>/steps/", plan_progress.steps, name="steps"),
    path("<int:pk>/steps/<uuid:key>/", plan_progress.step, name="step"),
    path("<int:pk>/steps/<uuid:key>/open/", plan_progress.reopen, name="reopen_step"),
    path("rules/", plan_templates.rules, name="rules"),
    path("templates/", plan_templates.templates, name="templates"),
    path("templates/add/", plan_templates.add, name="add_template"),
    path("templates/<slug:code>/", plan_templates.template, name="template"),
    path("templates/<slug:code>/change/", plan_templates.change, name="template_change"),
    path("templates/<slug:code>/add/", plan_templates.objective, name="template_add"),
    path("templates/<slug:code>/<int:pk>/", plan_templates.objective, name="template_objective"),
    path("templates/<slug:code>/<int:pk>/arrange/", plan_templates.arrange, name="template_arrange"),
]
