"""Where a case fits nowhere: the rule in the way, and the least bad dates with their price."""

from dataclasses import replace
from datetime import timedelta

from meetings.planning.choices import stuck
from meetings.planning.problem import Part
from meetings.planning.solver import solve
from tests.meetings.planning.makers import ADVISER, HEAD, OFFICER, at, busy, case, person, problem, weekdays

DAYS = weekdays(10)


def told(asked, key=1, placed=None):
    """Why the case has no date, and its choices as kind and words."""
    dates = solve(asked).dates if placed is None else placed
    assert key not in dates
    found = stuck(asked, asked.by_key[key], dates)
    return plain(found.why), {choice.kind: plain(choice.words) for choice in found.choices}


def plain(words):
    return words.replace("\N{NO-BREAK SPACE}", " ")


def test_only_a_day_at_the_edge_suits_everybody():
    asked = problem(
        case(1, edges=frozenset(DAYS[:2])),
        people=(person(ADVISER, *[busy(day) for day in DAYS[2:]], name="Helen Marchetti"),),
    )

    why, choices = told(asked)

    assert "only on the first or last school days of a half-term" in why
    assert "Helen Marchetti (the chair) can’t come on any of them" in why
    assert choices["edge"] == "Monday 4 January, 9.30 am: at the edge of the half-term, needs a reason"


def test_a_date_without_the_diocese_and_one_over_the_limit_have_their_price():
    parts = (Part(ADVISER, "chair"), Part(OFFICER, "Diocesan officer"))
    asked = problem(
        case(1, people=parts, days=DAYS, due_by=DAYS[4]),
        people=(person(OFFICER, *[busy(day) for day in DAYS[:5]], name="Monica Tully"),),
    )

    why, choices = told(asked)

    assert "Monica Tully (Diocesan officer) can’t come on any of them" in why
    assert choices["away"] == (
        "Monday 4 January, 9.30 am: without Monica Tully (Diocesan officer), needs a reason"
    )
    assert choices["limit"] == "Monday 11 January, 9.30 am: 3 days over the limit"


def test_a_chair_who_is_away_is_told_as_such():
    asked = problem(case(1), people=(person(ADVISER, *[busy(d) for d in DAYS], name="Helen Marchetti"),))

    _, choices = told(asked)

    assert choices["chair_away"].endswith("Helen Marchetti, who chairs it, can’t come: somebody else has to")


def test_a_holiday_longer_than_the_interval_is_the_reason():
    asked = problem(case(1, due_by=DAYS[0] - timedelta(days=5)))

    why, choices = told(asked)

    assert (
        why
        == "It is due by Wednesday 30 December, when the school is closed. The first school day is "
        + ("Monday 4 January.")
    )
    assert choices["limit"] == "Monday 4 January, 9.30 am: 5 days over the limit"


def test_a_conference_that_is_overdue_says_since_when():
    asked = problem(case(1, due_by=DAYS[0] - timedelta(days=50)))

    why, choices = told(asked)

    assert why == "It was due by Sunday 15 November."
    assert choices["limit"].endswith("50 days over the limit")


def test_too_few_days_to_invite_people_cost_their_notice():
    asked = problem(case(1, due_by=DAYS[2]), not_before=DAYS[5], now=at(DAYS[0], 9))

    why, choices = told(asked)

    assert why == "It is due by Wednesday 6 January, which leaves too few days to invite people."
    assert choices["notice"].startswith("Monday 4 January, 9.30 am: only 0 days’ notice")


def test_another_conference_can_make_room_for_it():
    kept = case(2, kept=at(DAYS[0]), name="Brindlecombe")
    asked = problem(case(1, days=DAYS[:1]), kept, people=(person(HEAD + 1, busy(DAYS[0], 8, 12)),))

    why, choices = told(asked)

    assert "is needed at Brindlecombe" in why
    assert choices["swap"] == (
        "Monday 4 January, 2 pm: Brindlecombe, to which people were invited, moves to "
        "Monday 4 January, 9.30 am. Everybody who has to come is free"
    )


def test_what_breaks_two_rules_is_not_offered():
    asked = problem(
        case(1, days=DAYS[:1], edges=frozenset(DAYS[:1])),
        people=(person(ADVISER, busy(DAYS[0])), person(HEAD + 1)),
    )

    _, choices = told(asked)

    assert choices == {}


def test_nobody_is_ever_offered_two_places_at_once():
    asked = problem(case(1, days=DAYS[:1]), case(2, days=DAYS[:1]), rules={"starts": (at(DAYS[0]).time(),)})
    left_out = next(key for key in (1, 2) if key not in solve(asked).dates)

    _, choices = told(asked, key=left_out)

    assert choices == {}


def test_a_conference_that_can_be_no_sooner_may_stay_where_it_is_over_the_limit():
    asked = problem(
        replace(case(1), kept=at(DAYS[8], 11), due_by=DAYS[3]),
        people=(person(ADVISER, *[busy(day) for day in DAYS[:8]]),),
    )

    _, choices = told(asked)

    assert choices["limit"] == "Thursday 14 January, 9.30 am: 7 days over the limit"
