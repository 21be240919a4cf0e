"""Success criteria: their figures, and whether they are on the way."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from evaluation.models import Category, CategoryKind
from meetings.criteria import BEHIND, MET, ON_TRACK, UNKNOWN, standing
from meetings.models import SuccessCriterion, SuccessFigure
from meetings.services.criteria import begin_criteria, compute_figure, enter_figure
from record import clock
from record.errors import AlreadyDone, RuleError

START, END = date(2010, 1, 1), date(2010, 12, 31)


@pytest.fixture
def criteria(cast):
    return begin_criteria(cast.la, by=cast.director)


def test_it_is_on_track_when_it_is_as_far_as_an_even_way_would_be():
    half = date(2010, 7, 2)
    for target, value, on, stands in (
        (2, 3, half, ON_TRACK),
        (2, 4, half, BEHIND),
        (2, 2, date(2010, 2, 1), MET),
        (6, 5, half, ON_TRACK),
        (6, 4, END, BEHIND),
    ):
        facts = {"baseline": Decimal(4), "baseline_on": START, "target": Decimal(target), "by": END}
        assert standing(**facts, value=Decimal(value), on=on) == stands
    assert standing(**facts, value=None, on=None) == UNKNOWN


def test_without_a_baseline_only_the_target_and_its_day_count():
    facts = {"baseline": None, "baseline_on": None, "target": Decimal(90), "by": END}
    assert standing(**facts, value=Decimal(80), on=START) == UNKNOWN
    assert standing(**facts, value=Decimal(80), on=END) == BEHIND
    assert standing(**facts, value=Decimal(90), on=START) == MET


def test_the_nine_are_begun_with_once(cast, criteria):
    assert len(criteria) == 9
    with pytest.raises(AlreadyDone):
        begin_criteria(cast.la, by=cast.director)


def test_what_is_on_record_is_counted_with_its_arithmetic(cast, criteria):
    Category.objects.create(
        school=cast.school,
        category=CategoryKind.objects.filter(is_inadequate=True).first(),
        stage=Category.Stage.AGREED,
        on=clock.today(),
        reason="Seen.",
        agreed_by=cast.sip,
    )
    figure = compute_figure(SuccessCriterion.objects.get(computed="inadequate"), by=cast.director)
    assert (figure.value, figure.source) == (Decimal("50.0"), "1 of 2 open schools are 50.0 %")
    compute_figure(figure.criterion, by=cast.director)
    assert SuccessFigure.objects.count() == 1
    with pytest.raises(RuleError, match="by hand"):
        compute_figure(SuccessCriterion.objects.get(order=3), by=cast.director)


def test_a_figure_has_a_source_and_a_day_that_has_come(cast, criteria):
    facts = {"value": Decimal(70), "on": clock.today(), "source": "Ofsted data view", "by": cast.director}
    for wrong in ({"source": " "}, {"on": clock.today() + timedelta(days=1)}, {"value": Decimal(101)}):
        with pytest.raises(RuleError):
            enter_figure(criteria[2], **{**facts, **wrong})
    assert enter_figure(criteria[2], **facts).entered_by == cast.director


def test_the_page_shows_the_figures(client, cast, criteria):
    enter_figure(
        criteria[2], value=Decimal(70), on=clock.today(), source="Ofsted data view", by=cast.director
    )
    client.force_login(cast.director)
    text = client.get(reverse("meetings:criteria")).content.decode()
    assert "Ofsted data view" in text
    assert "70 %" in text
