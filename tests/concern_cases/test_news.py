"""What is new for a reader since the last visit."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from concern_cases.models import ConcernCase
from concern_cases.news import cases_with_news, look_at, news_of
from concern_cases.services.leads import change_lead
from people.models import Share
from record import clock
from tests.concern_cases.makers import make_action, make_case, make_evidence

MONDAY = datetime(2026, 11, 23, 9, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def case(cast):
    with clock.at(MONDAY):
        yield make_case(cast)


def after(**span):
    return clock.at(MONDAY + timedelta(**span))


def look(case, user):
    return news_of(case, user, since=look_at(case, user))


def test_a_first_visit_has_no_news(case, cast):
    assert look(case, cast.head) is None


def test_what_others_did_since_the_last_visit_is_told_in_sentences(case, cast):
    look(case, cast.head)
    with after(days=1):
        make_action(case, what="Publish a calendar of checks", by=cast.senior_adviser)
    with after(days=2):
        news = look(case, cast.head)
    assert news.sentences == [
        "Helen Marchetti agreed an action with David Lorimer: Publish a calendar of checks."
    ]


def test_what_one_did_oneself_is_no_news(case, cast):
    look(case, cast.senior_adviser)
    with after(days=1):
        make_action(case, by=cast.senior_adviser)
    with after(days=2):
        assert look(case, cast.senior_adviser) is None


def test_news_stay_while_the_visit_lasts(case, cast):
    look(case, cast.head)
    with after(days=1):
        make_action(case, by=cast.senior_adviser)
    with after(days=2):
        look(case, cast.head)
    with after(days=2, minutes=10):
        assert look(case, cast.head) is not None
    with after(days=3):
        assert look(case, cast.head) is None


def test_what_the_reader_may_not_read_is_not_counted(case, cast):
    look(case, cast.head)
    look(case, cast.sip)
    with after(days=1):
        make_evidence(case, circle="la", by=cast.senior_adviser)
    with after(days=2):
        assert look(case, cast.head) is None
        assert look(case, cast.sip).count == 1


def test_many_news_are_counted_behind_the_first(case, cast):
    look(case, cast.head)
    with after(days=1):
        for number in range(7):
            make_action(case, what=f"Step {number}", by=cast.senior_adviser)
    with after(days=2):
        news = look(case, cast.head)
    assert (len(news.sentences), news.more, news.count) == (4, 3, 7)


def test_home_names_the_cases_in_which_something_is_new(case, cast, django_assert_max_num_queries):
    look(case, cast.sip)
    with after(days=1):
        make_action(case, by=cast.senior_adviser)
        with django_assert_max_num_queries(6):
            [found], more = cases_with_news(ConcernCase.objects.visible_to(cast.sip), cast.sip)
        assert (found.case, found.case.news_count, found.more, more) == (case, 1, 0, 0)
        assert found.sentences == [
            "Helen Marchetti agreed an action with David Lorimer: Publish a calendar of checks."
        ]


def test_home_tells_two_sentences_of_a_case_and_counts_the_rest_and_further_cases(case, cast):
    other = make_case(cast, school=cast.other_school)
    for each in (case, other):
        look(each, cast.senior_adviser)
    with after(days=1):
        make_action(other, by=cast.clerk)
    with after(days=2):
        for number in range(4):
            make_action(case, what=f"Step {number}", by=cast.clerk)
        cases = ConcernCase.objects.visible_to(cast.senior_adviser)
        [found], more = cases_with_news(cases, cast.senior_adviser, limit=1)
    assert found.case == case
    assert [words.rpartition(" ")[2] for words in found.sentences] == ["3.", "2."]
    assert (found.more, more) == (2, 1)


def test_a_case_that_one_could_see_for_long_and_never_looked_at_is_not_news(case, cast):
    with after(days=1):
        make_action(case, by=cast.senior_adviser)
        assert cases_with_news(ConcernCase.objects.visible_to(cast.clerk), cast.clerk) == ([], 0)


def test_a_case_that_somebody_leads_since_lately_is_news_until_it_is_looked_at(case, cast):
    with after(days=1):
        change_lead(case, lead=cast.director, why="Helen is ill.", by=cast.head_of_improvement)
        make_action(case, by=cast.senior_adviser)
        cases = ConcernCase.objects.visible_to(cast.director)
        [found], _ = cases_with_news(cases, cast.director)
        assert found.case.news_count == 2
        look(case, cast.director)
        assert cases_with_news(cases, cast.director) == ([], 0)
    with after(days=60):
        make_action(case, by=cast.senior_adviser)
        assert cases_with_news(cases, cast.director)[0] != []  # known since it was looked at


def test_a_case_that_was_shared_lately_is_news_from_that_day(case, cast):
    with after(days=-1):
        Share.objects.filter(school=cast.school).update(since=clock.today())
    with after(days=1):
        make_action(case, by=cast.senior_adviser)
        cases = ConcernCase.objects.visible_to(cast.diocesan_officer)
        [found], _ = cases_with_news(cases, cast.diocesan_officer)
        assert found.sentences[0].startswith("Helen Marchetti agreed an action")
    with after(days=40):
        assert cases_with_news(cases, cast.diocesan_officer) == ([], 0)


def test_the_pages_tell_it(case, cast, client):
    client.force_login(cast.sip)
    client.get(case.get_absolute_url())
    with after(hours=1):
        make_action(case, what="Publish a calendar", by=cast.senior_adviser)
        assert "agreed an action with David Lorimer: Publish a calendar." in client.get("/").content.decode()
        page = client.get(case.get_absolute_url()).content.decode()
    assert "Since you last looked" in page
    assert "You were here" in page


def test_a_withdrawn_reader_has_no_news(case, cast):
    look(case, cast.chair)
    with after(days=1):
        make_action(case, by=cast.senior_adviser)
        post = cast.chair.posts.get()
        post.until = date(2026, 11, 20)
        post.save()
        assert cases_with_news(ConcernCase.objects.visible_to(cast.other_chair), cast.other_chair) == ([], 0)
