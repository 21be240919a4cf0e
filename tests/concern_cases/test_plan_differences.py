"""What changed between two versions, objective by objective: without the database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concern_cases.plan_pages.differences import Criterion, Step, Why, Wording, compare
from concern_cases.plan_pages.rewording import pieces, whole

BY = date(2027, 7, 2)
LESSONS = Criterion(1, "Lessons judged good", "3 of 10", "8 of 10", source="visits")
BOOKS = Criterion(2, "Books in which marking helps", "40 %", "90 %", date(2027, 2, 12))
BOOKS_SAY = "Books in which marking helps: from 40 % to 90 %, by 12 February 2027."
WORDS = st.lists(
    st.sampled_from(
        ["the", "of", "to", "checks", "each", "term", "half", "nine", "teacher", "by", "leaders", "a"]
    ),
    max_size=20,
)


def wording(number, **facts):
    facts.setdefault("title", f"Objective {number}")
    facts.setdefault("criteria", [Criterion(0, "Each teacher is observed once a term", "41 %", "60 %")])
    return Wording(number=number, by=facts.pop("by", BY), **facts)


def words_of(change):
    marks = {"added": "+", "removed": "-", "same": ""}
    return [f"{marks[piece.kind]}{piece.text}".replace("\xa0", " ") for piece in change.pieces]


def only(found):
    [change] = found.changed
    return change


def left(shown, *, without):
    return " ".join(piece.text for piece in shown if piece.kind != without)


@given(WORDS, WORDS)
def test_both_wordings_can_be_read_from_the_pieces(before, after):
    shown = pieces(" ".join(before), " ".join(after))
    assert left(shown, without="added") == " ".join(before)
    assert left(shown, without="removed") == " ".join(after)
    assert all(piece.text for piece in shown)


@given(WORDS)
def test_the_same_words_are_no_change(words):
    assert {piece.kind for piece in pieces(" ".join(words), "\n".join(words))} <= {"same"}


def test_only_the_words_that_changed_are_marked():
    found = pieces(
        "plans with Years 3 to 6 every other week to May", "plans with Years 3 to 6 every week to May"
    )
    assert [(piece.kind, piece.text) for piece in found] == [
        ("same", "plans with Years 3 to 6 every"),
        ("removed", "other"),
        ("same", "week to May"),
    ]


def test_a_short_word_between_two_changes_is_part_of_them():
    found = pieces("We meet on Mondays in school with staff", "We meet on Fridays in town with staff")
    assert [(piece.kind, piece.text) for piece in found] == [
        ("same", "We meet on"),
        ("removed", "Mondays in school"),
        ("added", "Fridays in town"),
        ("same", "with staff"),
    ]


def test_what_has_little_in_common_is_shown_one_after_the_other():
    found = pieces("Each teacher is observed once a term", "Leaders make nine checks a half-term")
    assert [piece.kind for piece in found] == ["removed", "added"]


def test_a_whole_is_replaced_as_one():
    assert [piece.kind for piece in whole("18 December 2026", "25 March 2026")] == ["removed", "added"]


def test_nothing_changed():
    found = compare([wording(1), wording(2)], [wording(1), wording(2)])
    assert found.changed == []
    assert found.same == [1, 2]


def test_an_objective_that_is_worded_anew():
    found = compare([wording(1), wording(2)], [wording(1), wording(2, monitoring="Nine checks a half-term")])
    change = only(found)
    assert (change.number, change.kinds, found.same) == (2, ["changed"], [1])
    assert [each.label for each in change.changes] == ["Monitoring"]


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("title", "Another title", "Objective"),
        ("baseline", "Teaching was not looked at", "Where the school begins"),
        ("monitoring", "The SIP, each term", "Monitoring"),
        ("answers", "recommendation 1 of 3 March 2026", "Answers"),
    ],
)
def test_every_field_is_compared(field, value, label):
    change = only(compare([wording(1)], [wording(1, **{field: value})]))
    assert [each.label for each in change.changes] == [label]


def test_a_new_date_is_shown_whole():
    change = only(compare([wording(6, by=date(2026, 12, 18))], [wording(6, by=date(2027, 3, 25))]))
    assert words_of(change.changes[0]) == ["-18 December 2026", "+25 March 2027"]


def test_line_breaks_and_blanks_are_no_change():
    found = compare(
        [wording(1, baseline="Nine  checks\neach term", criteria=[Criterion(1, "A  tracker")])],
        [wording(1, baseline="Nine checks each term", criteria=[Criterion(1, "A tracker")])],
    )
    assert found.same == [1]


def test_an_objective_that_was_added():
    criteria = [LESSONS, replace(BOOKS, baseline="", target="")]
    new = wording(2, baseline="Not looked at", criteria=criteria)
    change = only(compare([wording(1)], [wording(1), new]))
    assert (change.number, change.kinds) == (2, ["added"])
    assert [(each.label, words_of(each)) for each in change.changes] == [
        ("Where the school begins", ["+Not looked at"]),
        ("Criterion", ["+Lessons judged good: from 3 of 10 to 8 of 10. Seen from visits."]),
        ("Criterion", ["+Books in which marking helps: by 12 February 2027."]),
        ("To be reached by", ["+2 July 2027"]),
    ]


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ([LESSONS], [("Criterion taken out", ["-" + BOOKS_SAY])]),
        ([LESSONS, BOOKS, replace(BOOKS, key=3)], [("Criterion added", ["+" + BOOKS_SAY])]),
        (
            [LESSONS, replace(BOOKS, what="Books in which marking is good")],
            [("Criterion re-worded", ["Books in which marking", "-helps", "+is good"])],
        ),
        (
            [replace(LESSONS, target="9 of 10"), BOOKS],
            [("Target moved, “Lessons judged good”", ["-8 of 10", "+9 of 10"])],
        ),
        (
            [replace(LESSONS, by=date(2027, 3, 26)), replace(BOOKS, by=None)],
            [
                ("Date, “Lessons judged good”", ["-with its objective", "+26 March 2027"]),
                ("Date, “Books in which marking helps”", ["-12 February 2027", "+with its objective"]),
            ],
        ),
        (
            [replace(LESSONS, baseline="4 of 10", source="joint visits"), BOOKS],
            [
                ("From, “Lessons judged good”", ["-3", "+4", "of 10"]),
                ("Seen from, “Lessons judged good”", ["+joint", "visits"]),
            ],
        ),
    ],
)
def test_what_became_of_each_criterion_is_told_apart(after, told):
    change = only(compare([wording(1, criteria=[LESSONS, BOOKS])], [wording(1, criteria=after)]))
    assert [(each.label, words_of(each)) for each in change.changes] == told
    assert change.kinds == ["changed"]


def test_criteria_in_another_order_are_told_as_no_new_wording():
    change = only(compare([wording(1, criteria=[LESSONS, BOOKS])], [wording(1, criteria=[BOOKS, LESSONS])]))
    assert (change.changes, change.kinds) == ([], ["its criteria re-ordered"])
    assert change.notes[0].startswith("Its criteria stand in another order")


def test_an_objective_that_was_dropped_in_this_version_has_its_reason():
    why = Why("It was reached", "Ruth Calloway", datetime(2026, 10, 9, tzinfo=UTC), 4)
    gone = wording(2, dropped=True, whys=[why], judged=["amber", "green"])
    found = compare([wording(1), wording(2)], [wording(1), gone])
    change = only(found)
    assert change.is_dropped
    assert change.reasons == ["It was reached"]
    assert change.last.by == "Ruth Calloway"
    assert change.notes == ["Its judgements (amber and green) and all evidence stay in the record."]


def test_an_objective_that_the_later_version_lacks_was_dropped():
    assert only(compare([wording(1), wording(2)], [wording(1)])).kinds == ["dropped"]


def test_what_was_dropped_before_is_no_objective_of_either():
    assert compare([wording(1), wording(2, dropped=True)], [wording(1)]).changed == []
    assert compare([wording(1)], [wording(1), wording(2, dropped=True)]).changed == []


def test_what_was_dropped_before_and_is_back_was_added():
    found = compare([wording(1), wording(2, dropped=True)], [wording(1), wording(2)])
    assert only(found).kinds == ["added"]


def test_a_split_is_told_of_both():
    found = compare([wording(1), wording(2)], [wording(1), wording(2), wording(3, split_from=2)])
    told = {change.number: change for change in found.changed}
    assert told[3].kinds == ["split"]
    assert told[3].notes[0].startswith("It was a part of objective 2")
    assert told[2].kinds == ["changed"]
    assert told[2].notes == ["A part of it is now objective 3."]


def test_an_objective_that_was_split_and_given_up_names_its_parts():
    parts = [wording(3, split_from=2), wording(4, split_from=2)]
    for after in ([wording(2, dropped=True)], []):  # in this version, or on the way to it
        told = {
            change.number: change for change in compare([wording(1), wording(2)], [*after, *parts]).changed
        }
        assert told[2].kinds == ["dropped"]
        assert told[2].notes[0] == "Parts of it are now objectives 3 and 4."


def test_a_step_that_went_along_with_a_part_is_told_of_both():
    plan, teach = Step("p", "Plan together", "The AHT", BY), Step("t", "Teach together", "The AHT", BY)
    before = [wording(2, actions=[plan, teach], milestones=[Step("m", "Half of them", "", BY)])]
    part = wording(3, split_from=2, actions=[teach], milestones=before[0].milestones)
    told = {change.number: change for change in compare(before, [wording(2, actions=[plan]), part]).changed}
    labels = ["Action now with objective 3", "Milestone now with objective 3"]
    assert [change.label for change in told[2].changes] == labels
    assert told[3].notes[1:] == ["It has 1 action and 1 milestone.", "2 of them came along from objective 2."]


def test_an_objective_split_long_ago_is_not_split_again():
    both = [wording(2), wording(3, split_from=2)]
    assert compare(both, both).changed == []


@pytest.mark.parametrize(
    ("after", "moved"),
    [
        ([1, 2, 3, 4], []),
        ([4, 1, 2, 3], [4]),
        ([2, 3, 4, 1], [1]),
        ([1, 3, 2, 4], [2]),
        ([2, 1, 4, 3], [1, 3]),
        ([4, 3, 2, 1], [3, 2, 1]),
    ],
)
def test_the_fewest_objectives_are_told_as_moved(after, moved):
    found = compare([wording(number) for number in (1, 2, 3, 4)], [wording(number) for number in after])
    assert sorted(found.of_kind("moved")) == sorted(moved)


def test_an_objective_before_the_others_moves_none_of_them():
    found = compare([wording(1), wording(2)], [wording(3), wording(1), wording(2)])
    assert found.same == [1, 2]


def test_dropping_one_moves_none():
    assert compare([wording(1), wording(2), wording(3)], [wording(2), wording(3)]).same == [2, 3]


def test_changed_and_moved_is_told_together():
    found = compare(
        [wording(1), wording(2), wording(3)], [wording(3, title="New words"), wording(1), wording(2)]
    )
    change = only(found)
    assert change.in_short == "changed and moved"
    assert change.notes == ["It was in place 3 and is in place 1."]


def test_those_that_did_not_move_keep_their_order():
    before = [wording(number) for number in range(1, 6)]
    for after in permutations(range(1, 6)):
        found = compare(before, [wording(number) for number in after])
        stayed = [number for number in after if number in found.same]
        assert stayed == sorted(stayed)
        assert len(stayed) + len(found.changed) == 5


def step(key, what="Plan together", who="David Lorimer", due_on=BY, resources=""):
    return Step(key, what, who, due_on, resources)


def test_an_action_that_was_added_taken_out_or_changed():
    before = wording(1, actions=[step("a"), step("b", "Observe lessons"), step("c", "Moderate writing")])
    after = wording(
        1, actions=[step("a"), step("c", "Moderate all writing"), step("d", "Publish a calendar", "")]
    )
    change = only(compare([before], [after]))
    assert [each.label for each in change.changes] == ["Action", "Action added", "Action taken out"]
    assert words_of(change.changes[0]) == ["Moderate", "+all", "writing. David Lorimer, by 2 July 2027."]
    assert words_of(change.changes[1]) == ["+Publish a calendar. By 2 July 2027."]
    assert words_of(change.changes[2]) == ["-Observe lessons. David Lorimer, by 2 July 2027."]


@pytest.mark.parametrize(
    "facts", [{"who": "Ruth Calloway"}, {"due_on": date(2027, 3, 1)}, {"resources": "Cover"}]
)
def test_who_when_and_what_it_needs_are_part_of_an_action(facts):
    change = only(compare([wording(1, actions=[step("a")])], [wording(1, actions=[step("a", **facts)])]))
    assert change.kinds == ["changed"]


def test_steps_in_another_order_are_the_same():
    before, after = [step("a"), step("b", "Observe")], [step("b", "Observe"), step("a")]
    assert compare([wording(1, actions=before)], [wording(1, actions=after)]).same == [1]


def test_a_milestone_is_told_as_such():
    before, after = [step("a", "Mock tests")], [step("a", "Mock tests in May")]
    change = only(compare([wording(1, milestones=before)], [wording(1, milestones=after)]))
    assert change.changes[0].label == "Milestone"
