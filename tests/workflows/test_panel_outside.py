"""No number from which one or two schools could be recognised is told outside, nor can it be worked out."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from meetings.criteria_rows import row_of
from meetings.models import SuccessCriterion, SuccessFigure
from meetings.school_record import CAME, CONCERN, FLOOR, HIGH, IN_CATEGORY, INADEQUATE, LEFT
from workflows.panel.outside import FEW, WITHHELD, Groups, are_few, criteria_outside, words_outside

DAYS = 5
small = st.integers(0, 9)


@st.composite
def counts(draw):
    """Five days, three months apart, that follow from each other as in life."""
    before, days = draw(small), []
    for _ in range(DAYS):
        left = draw(st.integers(0, before))
        came = draw(small)
        concern = before - left + came
        in_category = draw(small)
        days.append(
            {
                CONCERN: concern,
                HIGH: draw(st.integers(0, concern)),
                IN_CATEGORY: in_category,
                INADEQUATE: in_category + draw(small),
                FLOOR: draw(small),
                CAME: came,
                LEFT: left,
            }
        )
        before = concern
    return {name: [day[name] for day in days] for name in days[0]}


def worked_out(told):
    """Every number that follows from those told by adding or taking away, as often as it takes."""
    said = {(name, day): words for name, row in told.items() for day, words in enumerate(row)}
    known = {what: int(words) for what, words in said.items() if words.isdigit()}
    sums = []  # the first is the second and the third together
    for day in range(DAYS):
        sums.append(((CONCERN, day), (HIGH, day), ("not at high risk", day)))
        sums.append(((INADEQUATE, day), (IN_CATEGORY, day), ("by the authority alone", day)))
        if day:
            sums.append((("with those that came", day), (CONCERN, day - 1), (CAME, day)))
            sums.append((("with those that came", day), (CONCERN, day), (LEFT, day)))
    before = -1
    while len(known) != before:
        before = len(known)
        for whole, one, other in sums:
            if one in known and other in known:
                known.setdefault(whole, known[one] + known[other])
            if whole in known and one in known:
                known.setdefault(other, known[whole] - known[one])
            if whole in known and other in known:
                known.setdefault(one, known[whole] - known[other])
    return known


@given(counts())
def test_no_number_of_one_or_two_schools_can_be_worked_out_but_what_ofsted_publishes(counted):
    known = worked_out(words_outside(counted))
    small_ones = {what for what, count in known.items() if are_few(count) and what[0] != IN_CATEGORY}
    # Everybody knows that there are one or two more with those that came: it is no number of anything.
    assert not {what for what in small_ones if what[0] != "with those that came"}


@given(counts())
def test_what_is_told_is_true_and_only_what_has_to_be_is_kept_back(counted):
    told = words_outside(counted)
    for name, row in told.items():
        for day, said in enumerate(row):
            assert said in (str(counted[name][day]), FEW, WITHHELD)
            if said == FEW:
                assert are_few(counted[name][day])
    assert told[IN_CATEGORY] == [str(count) for count in counted[IN_CATEGORY]]


def test_who_knows_the_rule_is_left_with_more_than_one_number_for_each_that_is_kept_back():
    """Every way in which two days can go: what is told of them fits several of each number kept back."""
    fits = defaultdict(list)
    for before in range(8):
        for left in range(before + 1):
            for came in range(8):
                days = {CONCERN: [before, before - left + came], CAME: [0, came], LEFT: [0, left]}
                days |= {name: [0, 0] for name in (HIGH, IN_CATEGORY, INADEQUATE, FLOOR)}
                told = words_outside(days)
                key = (tuple(told[CONCERN]), told[CAME][1], told[LEFT][1])
                fits[key].append((came, left))
    for (concern, came, _), found in fits.items():
        grew_beyond = any(said.isdigit() and int(said) > 5 for said in concern)
        if came == WITHHELD and not grew_beyond:  # near the edge of what is tried others are left out
            for possible in ({each for each, _ in found}, {each for _, each in found}):
                assert len(possible) > 1 or not are_few(*possible)


@given(small, small, st.integers(0, 9))
def test_how_many_schools_there_are_gives_neither_part_away(high, inadequate, both):
    both = min(both, high, inadequate)
    schools = high + inadequate - both
    groups = Groups(
        schools=schools,
        parts=[(each, WITHHELD if are_few(each) else str(each)) for each in (high, inadequate)],
        judged=[("improve", schools)],
    )
    if groups.is_count_told:
        assert not any(map(are_few, (schools, high, inadequate, schools - high, schools - inadequate)))
    assert bool(groups.progress) == groups.is_count_told


def test_a_figure_is_told_or_not_by_itself_also_where_ofsteds_number_gives_the_rest_away():
    criterion = SuccessCriterion(
        text="Fewer inadequate schools",
        unit="percent",
        computed="inadequate",
        target=Decimal("2.5"),
        by=date(2027, 7, 31),
    )

    def figures(*shares):
        return [
            SuccessFigure(
                criterion=criterion,
                on=date(2026, 11 - place, 1),
                value=Decimal(share),
                out_of=100,
                pk=place + 1,
            )
            for place, share in enumerate(shares)
        ]

    (row, is_told), *_ = criteria_outside([row_of(criterion, figures(5, 2, 6, 8))], in_category=lambda day: 5)
    assert is_told
    assert [figure.row.value for figure in row.figures] == [5, 8]
    for last in (1, 6, 7):
        (_, is_told), *_ = criteria_outside([row_of(criterion, figures(last, 8))], in_category=lambda day: 5)
        assert not is_told
