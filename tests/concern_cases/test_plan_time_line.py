"""Where the marks of the time line stand."""

from datetime import date, timedelta

from concern_cases.plan_pages.time_line import LEFT, WIDTH, Milestone, Row, draw

TODAY = date(2026, 11, 23)


def row(number, *days, state="coming", what="A milestone with some words"):
    return Row(number, f"Objective {number}", [Milestone(what, day, state) for day in days])


def test_nothing_is_drawn_without_a_milestone():
    assert draw([], today=TODAY) is None


def test_the_drawing_reaches_from_month_to_month():
    drawn = draw([row(1, date(2026, 9, 17), date(2027, 7, 2))], today=TODAY)
    assert (drawn.first, drawn.last) == (date(2026, 9, 1), date(2027, 7, 31))
    assert [month.name for month in drawn.months][:3] == ["Sep 2026", "Oct", "Nov"]
    first, last = drawn.rows[0].marks
    assert LEFT < first.x < drawn.today < last.x < WIDTH


def test_a_long_plan_names_every_third_month():
    drawn = draw([row(1, date(2026, 9, 17), date(2028, 8, 20))], today=TODAY)
    assert [month.name for month in drawn.months] == [
        "Sep 2026",
        "Dec",
        "Mar 2027",
        "Jun",
        "Sep",
        "Dec",
        "Mar 2028",
        "Jun",
    ]


def test_today_is_left_out_of_a_plan_long_past():
    assert draw([row(1, date(2024, 9, 17))], today=TODAY).today is None


def test_holidays_are_cut_at_the_edges():
    spans = [
        (date(2026, 8, 1), date(2026, 9, 5)),
        (date(2026, 12, 19), date(2027, 1, 4)),
        (date(2028, 1, 1), TODAY),
    ]
    drawn = draw([row(1, date(2026, 9, 17), date(2027, 2, 2))], today=TODAY, holidays=spans)
    assert len(drawn.holidays) == 2
    assert drawn.holidays[0].x == LEFT


def test_words_are_cut_or_left_out_where_marks_are_close():
    close = [TODAY + timedelta(days=number) for number in range(6)]
    drawn = draw([row(1, *close, date(2027, 7, 2))], today=TODAY)
    marks = drawn.rows[0].marks
    assert any(not mark.words for mark in marks)
    assert all(len(mark.words) <= 26 for mark in marks)


def test_words_at_the_right_edge_end_at_their_mark():
    drawn = draw([row(1, date(2026, 9, 1), date(2027, 7, 30), what="Predicted results are in")], today=TODAY)
    last = drawn.rows[0].marks[-1]
    assert last.anchor == "end"
    assert last.words_x < last.x


def test_a_name_has_two_lines_before_it_is_cut_off():
    title = "Pupils in every year group make the progress that they should make"
    long = Row(3, title, [Milestone("Checked", date(2026, 11, 1), "reached")])
    [drawn] = draw([long], today=TODAY).rows
    assert drawn.name == ["3. Pupils in every year", "group make the progress…"]
    assert [words for words, _ in drawn.name_lines] == drawn.name
