from typing import Any

import pytest

from concern_cases.models import Plan, Review
from tests.concern_cases.makers import make_plan, objective_facts
from tests.letters.makers import make_terms
from tests.workflows.reviews.makers import open_review


@pytest.fixture
def plan(case: Any) -> Plan:
    """A support plan with two objectives, in force since Monday 23 November 2026."""
    make_terms(case.school.la)
    facts = [objective_facts(), objective_facts(title="Attendance is above 95 %")]
    return make_plan(case, objectives=facts)


@pytest.fixture
def review(plan: Plan) -> Review:
    """Its first review, opened fifteen working days before it is due."""
    return open_review(plan)
