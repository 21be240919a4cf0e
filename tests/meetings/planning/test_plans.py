"""Plans: nobody in two places, nothing too late, few days, early days, and what people know already stays."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.planning.problem import Part, Place, clash
from meetings.planning.slots import can_come, possible_times
from meetings.planning.solver import solve
from tests.meetings.planning.makers import ADVISER, HEAD, OFFICER, at, busy, case, person, problem, weekdays

DAYS = weekdays(10)


def days_of(plan):
    return sorted({each.date() for each in plan.dates.values()})


@st.composite
def problems(draw):
    """Up to six cases of two advisers and an officer whose days are partly taken."""
    people = [
        person(key, *[busy(day) for day in draw(st.sets(st.sampled_from(DAYS), max_size=6))])
        for key in (ADVISER, ADVISER + 1, OFFICER, OFFICER + 1)
    ]
    cases = []
    for key in range(1, draw(st.integers(1, 6)) + 1):
        parts = [
            Part(draw(st.sampled_from([ADVISER, ADVISER + 1])), "chair"),
            Part(HEAD + key, "Headteacher"),
        ]
        officers = draw(st.sampled_from([[], [OFFICER], [OFFICER, OFFICER + 1]]))
        one_of = "officer" if len(officers) > 1 else ""
        parts += [Part(each, "Diocesan officer", one_of=one_of) for each in officers]
        cases.append(
            case(
                key,
                people=tuple(parts),
                place=Place(key, draw(st.sampled_from([None, 7, 8]))),
                days=tuple(sorted(draw(st.sets(st.sampled_from(DAYS), min_size=1)))),
                due_by=draw(st.sampled_from(DAYS)),
                edges=frozenset(draw(st.sets(st.sampled_from(DAYS), max_size=3))),
                kept=draw(st.none() | st.builds(at, st.sampled_from(DAYS), st.sampled_from([9.5, 10, 14]))),
            )
        )
    starts = draw(st.sampled_from(["09:30 14:00", "09:30 11:15 14:00", "09:00 10:40"]))
    times = tuple(at(DAYS[0], int(each[:2]) + int(each[3:]) / 60).time() for each in starts.split())
    return problem(*cases, people=tuple(people), rules={"starts": times, "effort": 1.0})


def always(asked, key):
    """Who must come themselves."""
    return {part.person for part in asked.by_key[key].people if not part.one_of}


def somebody_can_go(asked, then, stand):
    """Whether everywhere one of those goes of whom one is enough, and none of them to two places at once."""
    groups = {
        key: [
            part.person
            for part in asked.by_key[key].people
            if part.one_of and can_come(asked, asked.by_key[key], begins, part)
        ]
        for key, begins in then.items()
        if any(part.one_of for part in asked.by_key[key].people)
    }
    # To those that stand already nobody may go.
    options = [
        [(key, who) for who in [*able, *([None] if key in stand else [])]] for key, able in groups.items()
    ]
    alone = [(key, who) for key in then for who in always(asked, key) if who in (OFFICER, OFFICER + 1)]
    for sent in product(*options):
        pairs = combinations([each for each in (*sent, *alone) if each[1] is not None], 2)
        if not any(
            who == whom and {one, other} - stand and meet(asked, then, one, other)
            for (one, who), (other, whom) in pairs
        ):
            return True
    return False


def meet(asked, then, one, other):
    mine = asked.engaged(asked.by_key[one], then[one])
    return clash(mine, asked.engaged(asked.by_key[other], then[other]), asked.rules)


@settings(deadline=None, max_examples=60)
@given(problems())
def test_a_plan_keeps_every_rule(asked):
    plan = solve(asked)

    # One that was called and has no date in the plan stays where it is.
    then = {key: plan.dates.get(key, each.kept) for key, each in asked.by_key.items()}
    then = {key: begins for key, begins in then.items() if begins}
    stand = {key for key, begins in then.items() if begins == asked.by_key[key].kept}
    for one, other in combinations(then, 2):
        if always(asked, one) & always(asked, other) and not {one, other} <= stand:
            assert not meet(asked, then, one, other)
    assert somebody_can_go(asked, then, stand)
    for key, begins in plan.dates.items():
        of_case = asked.by_key[key]
        assert begins.date() <= of_case.due_by
        if key in stand:
            continue
        assert begins.date() in of_case.days
        assert begins.date() not in of_case.edges
        assert begins.time() in asked.rules.starts
        for part in of_case.people:
            if part.one_of:
                continue
            engaged = asked.engaged(of_case, begins)
            assert not any(
                clash(engaged, taken, asked.rules) for taken in asked.person[part.person].engagements
            )
            same_day = [
                other
                for other in asked.cases_of[part.person]
                if other.key in then
                and then[other.key].date() == begins.date()
                and part.person in always(asked, other.key)
            ]
            called = [
                other
                for other in asked.cases_of[part.person]
                if other.kept and other.kept.date() == begins.date()
            ]
            assert len(same_day) <= max(asked.rules.per_day, len(called))


@settings(deadline=None, max_examples=10)
@given(problems())
def test_the_same_problem_gives_the_same_plan_whatever_the_order_of_its_rows(asked):
    turned = replace(asked, cases=tuple(reversed(asked.cases)), people=tuple(reversed(asked.people)))

    plans = [solve(asked), solve(asked), solve(turned)]

    assert plans[0] == plans[1] == plans[2]


def test_a_case_has_a_date_whenever_one_is_possible():
    asked = problem(case(1), case(2), people=(person(ADVISER, *[busy(day) for day in DAYS[1:]]),))

    plan = solve(asked)

    assert sorted(plan.dates.values()) == [at(DAYS[0], 9.5), at(DAYS[0], 14)]
    assert plan.is_best


def test_the_diocese_of_two_schools_is_never_at_both():
    parts = [(Part(ADVISER + n, "chair"), Part(OFFICER, "Diocesan officer")) for n in range(2)]
    asked = problem(
        *[case(n, people=parts[n], days=DAYS[:1]) for n in range(2)], rules={"starts": (at(DAYS[0]).time(),)}
    )

    plan = solve(asked)

    assert len(plan.dates) == 1
    assert plan.all_that_can_be


def test_of_two_officers_of_the_diocese_one_is_enough():
    def parts(n):
        officers = [Part(OFFICER + each, "Diocesan officer", one_of="officer") for each in range(2)]
        return (Part(ADVISER + n, "chair"), *officers)

    starts = {"starts": (at(DAYS[0]).time(),)}
    first_away = person(OFFICER, busy(DAYS[0]))
    both_away = (first_away, person(OFFICER + 1, busy(DAYS[0])))
    cases = [case(n, people=parts(n), days=DAYS[:1]) for n in range(3)]

    assert len(solve(problem(*cases[:2], rules=starts)).dates) == 2  # one goes to each
    assert len(solve(problem(*cases, rules=starts)).dates) == 2
    assert len(solve(problem(*cases[:2], people=(first_away,), rules=starts)).dates) == 1
    assert solve(problem(*cases[:2], people=both_away, rules=starts)).dates == {}


def test_of_two_cases_that_want_the_same_hour_the_one_that_waits_longer_has_it():
    one, other = (
        case(1, days=DAYS[:1], since=DAYS[0] - timedelta(days=60)),
        case(2, days=DAYS[:1], since=DAYS[0] - timedelta(days=150)),
    )
    asked = problem(one, other, rules={"starts": (at(DAYS[0]).time(),)})

    assert solve(asked).dates == {2: at(DAYS[0])}


def test_a_school_with_a_calendar_of_its_own_is_asked_in_its_own_term():
    asked = problem(case(1, days=DAYS[5:]), case(2))

    assert solve(asked).dates[1].date() >= DAYS[5]


def test_few_adviser_days_come_before_early_days():
    asked = problem(*[case(key) for key in range(1, 5)])

    assert days_of(solve(asked)) == [DAYS[0], DAYS[1]]


def test_conferences_of_one_area_fall_on_one_day():
    areas = {1: 7, 2: 8, 3: 7, 4: 8}
    asked = problem(*[case(key, place=Place(key, area)) for key, area in areas.items()])

    dates = solve(asked).dates

    assert dates[1].date() == dates[3].date()
    assert dates[2].date() == dates[4].date()


def test_the_way_between_two_schools_is_shorter_within_one_area():
    morning = {"starts": (at(DAYS[0], 9).time(), at(DAYS[0], 11).time())}  # half an hour between the two

    near = problem(*[case(n, days=DAYS[:1], place=Place(n, 7)) for n in (1, 2)], rules=morning)
    far = problem(*[case(n, days=DAYS[:1], place=Place(n, 6 + n)) for n in (1, 2)], rules=morning)

    assert len(solve(near).dates) == 2
    assert len(solve(far).dates) == 1


def test_a_meeting_that_is_in_a_diary_already_needs_its_way_too():
    elsewhere = replace(busy(DAYS[0], 12, 13.5), place=Place(99))
    asked = problem(case(1, days=DAYS[:1]), people=(person(ADVISER, elsewhere),))

    assert possible_times(asked, asked.cases[0]) == [at(DAYS[0], 9.5)]


def test_a_conference_to_which_people_were_invited_stays_though_another_day_were_better():
    asked = problem(case(1), case(2, kept=at(DAYS[8], 10)))

    dates = solve(asked).dates

    assert dates[2] == at(DAYS[8], 10)
    assert dates[1].date() == DAYS[8]  # one adviser day instead of two


@pytest.mark.parametrize("why", ["away", "too late", "closed"])
def test_a_conference_that_breaks_a_rule_moves(why):
    kept = case(
        1,
        kept=at(DAYS[5]),
        due_by=DAYS[4] if why == "too late" else DAYS[9],
        days=(*DAYS[:5], *DAYS[6:]) if why == "closed" else DAYS,
    )
    people = (person(ADVISER, busy(DAYS[5])),) if why == "away" else ()

    assert solve(problem(kept, people=people)).dates == {1: at(DAYS[0], 9.5)}


def test_of_two_conferences_at_the_same_hour_only_one_moves():
    asked = problem(case(1, kept=at(DAYS[5])), case(2, kept=at(DAYS[5])))

    dates = solve(asked).dates

    assert list(dates.values()).count(at(DAYS[5])) == 1


def test_a_conference_that_finds_no_other_time_keeps_its_own_from_others():
    late = case(1, kept=at(DAYS[5]), due_by=DAYS[0], days=DAYS)
    other = case(2, days=(DAYS[5],))
    away = person(HEAD + 1, *[busy(day) for day in DAYS[:5]])
    starts = {"starts": (at(DAYS[5]).time(),)}

    assert solve(problem(late, other, people=(away,), rules=starts)).dates == {}
    # The earlier day gives it a place, and the other one its time.
    assert solve(problem(late, other, rules=starts)).dates == {1: at(DAYS[0]), 2: at(DAYS[5])}


def test_a_conference_that_finds_no_other_time_counts_on_its_day():
    late = case(1, kept=at(DAYS[5]), due_by=DAYS[0], days=DAYS)
    other = case(2, days=(DAYS[5],))
    away = person(HEAD + 1, *[busy(day) for day in DAYS[:5]])

    assert solve(problem(late, other, people=(away,), rules={"per_day": 1})).dates == {}
    assert solve(problem(late, other, people=(away,))).dates == {2: at(DAYS[5], 9.5)}


def test_planning_again_changes_only_what_has_to_change():
    asked = problem(*[case(key) for key in range(1, 7)])
    before = solve(asked).dates
    moved = next(key for key, begins in before.items() if begins == at(DAYS[0], 9.5))
    again = replace(
        asked,
        cases=tuple(replace(each, earlier=before[each.key]) for each in asked.cases),
        people=tuple(
            replace(each, engagements=(busy(DAYS[0], 8, 12),)) if each.key == HEAD + moved else each
            for each in asked.people
        ),
    )

    after = solve(again).dates

    assert len(after) == 6
    assert sum(after[key] != before[key] for key in before) <= 2  # it, and at most one that makes room


def test_a_date_that_holds_the_review_is_preferred_to_an_earlier_one():
    asked = problem(case(1, review=frozenset(DAYS[6:])))

    assert solve(asked).dates == {1: at(DAYS[6], 9.5)}


def test_the_search_can_be_stopped_and_says_so():
    asked = problem(*[case(key) for key in range(1, 9)], rules={"effort": 60.0})

    plan = solve(asked, should_stop=lambda: True)

    assert plan.stopped
    assert not plan.is_best


def test_what_fails_while_it_is_told_ends_the_search():
    asked = problem(*[case(key) for key in range(1, 9)])

    def fail():
        raise LookupError("no plan any more")

    with pytest.raises(LookupError):
        solve(asked, should_stop=fail)
