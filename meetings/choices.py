"""Choices that meetings' tables, reference data and pages share."""

from django.db import models


class RequiredAs(models.TextChoices):
    """As what somebody belongs to a meeting."""

    CHAIR = "chair", "Chairs the meeting"
    SCHOOL = "school", "For the school"
    DIOCESE = "diocese", "For the diocese"
    LA = "la", "For the LA"
    SUPPORT = "support", "Supports the school"
    OPTIONAL = "optional", "If able to come"


class Part(models.TextChoices):
    """Of an agenda and of minutes."""

    A = "A", "Part A"
    B = "B", "Part B, restricted"


class Fill(models.TextChoices):
    """What an item of the agenda brings along by itself."""

    NONE = "", "Nothing"
    ACTIONS = "actions", "The last minutes and every open action"
    OBJECTIVES = "objectives", "One item for each objective of the plan, and overdue reviews"
    EVIDENCE = "evidence", "Evidence added since the last meeting"
    SUPPORT = "support", "Who supports the school"
    RISK = "risk", "Risk and category"
    DECISIONS = "decisions", "The decisions of the whole meeting"
    DATES = "dates", "When the next one is due"
    SCHOOLS = "schools", "One item for each school that is chosen"
