"""Success criteria: their figures, and whether they are on the way."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from concern_cases.models import CaseEvent
from evaluation.models import Category, CategoryKind
from meetings.criteria import BEHIND, MET, ON_TRACK, UNKNOWN, standing
from meetings.criteria_rows import criteria_rows, row_of
from meetings.models import SuccessCriterion, SuccessFigure
from meetings.services.criteria import (
    CriterionFacts,
    add_criterion,
    begin_criteria,
    change_criterion,
    compute_figure,
    count_each_month,
    end_criterion,
    enter_figure,
    take_back_figure,
)
from record import clock
from record.errors import AlreadyDone, RuleError
from tests.factories import make_school

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
    assert (figure.value, figure.source) == (
        Decimal("50.0"),
        "1 of 2 state-funded schools: 1 ÷ 2 × 100 = 50.0 %",
    )
    assert figure.out_of == 2
    compute_figure(figure.criterion, by=cast.director)
    assert SuccessFigure.objects.count() == 1
    make_school(la=cast.la, type_group_code="3", type_code="11", type_name="Other independent school")
    make_school(la=cast.la)
    again = compute_figure(figure.criterion, by=cast.director)
    assert again.value == Decimal("33.3")
    assert SuccessFigure.objects.standing().get() == again
    with pytest.raises(RuleError, match="by hand"):
        compute_figure(SuccessCriterion.objects.get(order=3), by=cast.director)


def test_what_can_be_counted_is_counted_once_in_every_month(cast, criteria):
    assert count_each_month() == 2
    assert count_each_month() == 0
    with clock.at(clock.today() + timedelta(days=31)):
        assert count_each_month() == 2
    counted = SuccessFigure.objects.standing()
    assert set(counted.values_list("entered_by", "is_computed")) == {(None, True)}
    assert counted.count() == 4


def test_a_figure_that_was_taken_back_is_not_counted_again_by_the_worker(cast, criteria):
    count_each_month()
    figure = criteria[0].figures.get()
    take_back_figure(figure, why="The register of the day was wrong.", by=cast.director)
    assert count_each_month() == 0
    assert compute_figure(criteria[0], by=cast.director).is_computed


def test_an_authority_that_does_not_count_is_left_alone_and_so_is_what_was_entered_or_ended(cast):
    assert count_each_month() == 0
    first, second = begin_criteria(cast.la, by=cast.director)[:2]
    enter(first, cast, 3)
    end_criterion(second, why="It is another authority’s.", by=cast.director)
    assert count_each_month() == 0


def test_where_nothing_is_said_to_begin_from_the_first_figure_is_the_beginning(cast, criteria):
    leads = criteria[6]
    assert leads.baseline is None
    change_criterion(
        leads,
        facts=CriterionFacts(leads.text, leads.unit, Decimal(33), clock.today() + timedelta(days=300)),
        why="Our own day.",
        by=cast.director,
    )
    enter(leads, cast, 10, on=clock.today() - timedelta(days=300))
    row = row_of(leads, leads.figures.order_by("-on"))
    assert (row.baseline, row.standing) == ("", UNKNOWN)
    enter(leads, cast, 20)
    row = row_of(leads, leads.figures.order_by("-on"))
    assert (row.baseline, row.expected, row.standing) == ("10 %", "21.5 %", BEHIND)


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


OWN = {"text": "Schools whose governors were trained", "unit": "percent", "target": Decimal(90)}


def facts_of(**others):
    return CriterionFacts(**{**OWN, "until": date(2027, 7, 31), **others})


def enter(criterion, cast, value=70, **facts):
    facts = {"on": clock.today(), "source": "Ofsted data view", **facts}
    return enter_figure(criterion, value=Decimal(value), by=cast.director, **facts)


def test_a_wrong_figure_is_taken_back_and_stays_to_be_seen(client, cast, criteria):
    wrong = enter(criteria[2], cast)
    with pytest.raises(RuleError, match="70 % is on record for that day: take it back first"):
        enter(criteria[2], cast, 72)
    take_back_figure(wrong, why="It was last year’s.", by=cast.director)
    with pytest.raises(AlreadyDone):
        take_back_figure(wrong, why="It was last year’s.", by=cast.director)
    enter(criteria[2], cast, 72)
    assert [figure.value for figure in criteria[2].figures.standing()] == [72]
    client.force_login(cast.director)
    text = client.get(criteria[2].get_absolute_url()).content.decode()
    assert "It was last year’s." in text
    assert "72 %" in text
    told = CaseEvent.objects.filter(kind="criteria.figure_taken_back").get()
    assert told.body["why"] == "It was last year’s."


def test_a_count_never_replaces_what_somebody_entered(cast, criteria):
    enter(criteria[0], cast, 3)
    with pytest.raises(RuleError, match="by hand"):
        compute_figure(criteria[0], by=cast.director)


def test_a_criterion_is_added_changed_and_ended_and_its_history_says_why(client, cast, criteria):
    own = add_criterion(cast.la, facts=facts_of(), why="The Panel asked for it.", by=cast.director)
    assert own.order == 10
    change_criterion(own, facts=facts_of(target=Decimal(95)), why="Too easily reached.", by=cast.director)
    with pytest.raises(RuleError, match="Nothing is different"):
        change_criterion(own, facts=facts_of(target=Decimal(95)), why="Again.", by=cast.director)
    end_criterion(own, why="The programme is over.", by=cast.director)
    for act in (enter, lambda one, cast: end_criterion(one, why="Over.", by=cast.director)):
        with pytest.raises(AlreadyDone):
            act(own, cast)
    client.force_login(cast.director)
    text = client.get(own.get_absolute_url()).content.decode()
    for words in ("The Panel asked for it.", "Target before: 90 %", "Too easily reached.", "is over"):
        assert words in text
    page = client.get(reverse("meetings:criteria")).context
    assert own not in [row.criterion for row in page["rows"]]
    assert list(page["ended"]) == [own]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " "}, "text"),
        ({"target": Decimal(101)}, "target"),
        ({"unit": "schools", "target": Decimal("2.5")}, "target"),
        ({"baseline": Decimal(60)}, "baseline_on"),
        ({"baseline_on": START}, "baseline"),
        ({"baseline": Decimal(60), "baseline_on": date(2027, 8, 1)}, "baseline_on"),
    ],
)
def test_a_criterion_that_says_nothing_clear_is_refused_beside_its_field(cast, wrong, field):
    with pytest.raises(RuleError) as refused:
        add_criterion(cast.la, facts=facts_of(**wrong), why="Asked for.", by=cast.director)
    assert refused.value.field == field


def test_figures_keep_their_unit(cast, criteria):
    enter(criteria[2], cast)
    facts = facts_of(unit="schools", target=Decimal(75))
    with pytest.raises(RuleError, match="other unit"):
        change_criterion(criteria[2], facts=facts, why="Counted otherwise.", by=cast.director)


def test_a_share_of_few_is_marked(cast, criteria):
    for out_of, words in (
        (8, "of 8, too few to stand alone"),
        (20, "of 20, few: read it with care"),
        (60, ""),
    ):
        figure = enter(criteria[7], cast, 50, out_of=out_of)
        row = next(row for row in criteria_rows(cast.la) if row.criterion == criteria[7])
        assert row.last.few_words == words
        take_back_figure(figure, why="Another.", by=cast.director)


def test_the_forms_add_a_criterion_and_a_figure_once_and_keep_what_was_typed(client, cast, criteria):
    client.force_login(cast.senior_adviser)
    address = reverse("meetings:add_criterion")
    key = client.get(address).context["form"]["form_key"].value()
    sent = {"form_key": key, "text": "Schools with a trained governor", "unit": "percent", "target": "90"}
    page = client.post(address, sent).content.decode()
    assert "Schools with a trained governor" in page
    sent |= {"until": "31/07/2027", "why": "The Panel asked for it."}
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    own = SuccessCriterion.objects.get(order=10)
    address = reverse("meetings:enter_figure", args=[own.pk])
    key = client.get(address).context["form"]["form_key"].value()
    day = clock.today()
    sent = {"form_key": key, "value": "40", "on": f"{day:%d/%m/%Y}", "out_of": "20", "source": "A count"}
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    figure = own.figures.get()
    assert (figure.value, figure.out_of) == (40, 20)
    address = reverse("meetings:take_back_figure", args=[own.pk, figure.pk])
    key = client.get(address).context["form"]["form_key"].value()
    client.post(address, {"form_key": key, "why": "Counted twice."})
    assert not own.figures.standing().exists()


def test_the_picture_shows_figures_between_beginning_and_target(cast, criteria):
    enter(criteria[2], cast, 70, on=date(2010, 6, 1))
    enter(criteria[2], cast, "72.5", on=date(2011, 1, 1))
    row = next(row for row in criteria_rows(cast.la) if row.criterion == criteria[2])
    picture = row.picture
    assert [point.x for point in (picture.began, *picture.points, picture.to)] == sorted(
        point.x for point in (picture.began, *picture.points, picture.to)
    )
    heights = [point.y for point in (picture.began, *picture.points, picture.to)]
    assert heights == sorted(heights, reverse=True)  # it grows
    assert row.words == "On track"
    assert row.expected == "72.1 %"
    assert row.titled.endswith("72.5 % on 1 January 2011.")
