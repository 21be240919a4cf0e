"""What a meeting of the authority has before it on each school: from the records, for each reader."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concern_cases.services.actions import agree_action
from evaluation.models import Category, CategoryKind, Risk
from meetings.models import AgendaItem
from meetings.services.strategy_schools import add_school, ask_question
from people.models import Share
from people.places import places_of_share
from people.services.grants import derive_for
from record import clock
from schools.permissions import Circle
from tests.letters.makers import make_ready_case
from tests.meetings.makers import make_plan
from tests.workflows.conftest import MONDAY, hold
from tests.workflows.strategy_makers import call_strategy, make_strategy_meeting, school_item
from workflows.services.letters import start_letter
from workflows.strategy.evidence import cohort_of, evidence_of
from workflows.strategy.since import MOST, changed_since

DUE = MONDAY + timedelta(days=30)


@pytest.fixture
def item(cast, case):
    return school_item(call_strategy(cast), case, cast)


def an_action(cast, case, what, **facts):
    facts = {"due_on": DUE, "measure": "Lesson notes", "owner": cast.sip, "by": cast.senior_adviser, **facts}
    return agree_action(case=case, what=what, **facts)


def page_of(client, item, user):
    client.force_login(user)
    return client.get(reverse("tasks:strategy_school", args=[item.meeting_id, item.pk]))


def test_it_is_made_from_what_is_on_record(client, cast, case, item):
    make_plan(case, "Writing in Year 3", by=cast.aht)
    an_action(cast, case, "Two joint lessons")
    ask_question(item, question="Is the support the right one?", by=cast.senior_adviser)
    text = page_of(client, item, cast.director).content.decode()
    for words in ("Writing in Year 3", "Two joint lessons", "Is the support the right one?", "143 on roll"):
        assert words in text
    assert "1 agreed: 0 done, 1 open" in text


def test_a_diocesan_officer_reads_no_more_than_the_circles_allow(client, cast, case, item):
    an_action(cast, case, "Talk about the head’s future", circle=Circle.LA)
    start_letter(case, kind="letter_of_concern", by=cast.senior_adviser)
    ours = page_of(client, item, cast.director).content.decode()
    theirs = page_of(client, item, cast.diocesan_officer).content.decode()
    assert "head’s future" in ours
    assert "Letter of concern" in ours
    assert "head’s future" not in theirs
    assert "Letter of concern" not in theirs


def test_a_school_of_another_diocese_or_shared_no_more_is_not_found(client, cast, item):
    assert page_of(client, item, cast.other_diocesan_officer).status_code == 404
    share = Share.objects.get(school=cast.school)
    share.until = clock.today() - timedelta(days=1)
    share.save()
    derive_for(places_of_share(share))
    assert page_of(client, item, cast.diocesan_officer).status_code == 404
    assert page_of(client, item, cast.head).status_code == 404


def test_one_goes_from_school_to_school(client, cast, case, item):
    other = add_school(
        item.meeting,
        make_ready_case(cast, school=cast.other_school),
        why="Asked for.",
        by=cast.senior_adviser,
    )
    page = page_of(client, item, cast.director)
    assert (page.context["before"], page.context["after"], page.context["count"]) == (None, other, 2)
    assert page_of(client, item, cast.diocesan_officer).context["count"] == 1


def test_the_number_of_queries_does_not_grow_with_what_is_on_record(cast, case, item):
    make_plan(case, "Writing in Year 3", by=cast.aht)
    an_action(cast, case, "Two joint lessons")
    before = queries_for(item, cast.director)
    for number in range(3):
        an_action(cast, case, f"Joint lesson {number}")
    assert queries_for(item, cast.director) == before
    assert before < 25


def queries_for(item, user):
    fresh = AgendaItem.objects.select_related("case__school", "meeting").get(pk=item.pk)
    with CaptureQueriesContext(connection) as context:
        evidence_of(fresh, user)
    return len(context)


def test_what_changed_is_ranked_and_never_more_than_ten_sentences(cast, case, meeting):
    hold(meeting, cast)
    for number in range(3):
        an_action(cast, case, f"Joint lesson {number}")
    told = changed_since(case.school, cast.director, since=clock.now() - timedelta(days=400))
    assert told[0].startswith("Case opened")
    assert "3 actions were agreed." in told
    assert len(told) <= MOST


def test_few_pupils_in_a_year_group_are_flagged(cast):
    school = cast.school
    school.low_age, school.high_age = 4, 11
    told = {}
    for school.roll in (63, 143, 420, None):
        told[school.roll] = cohort_of(school)
    assert told == {
        63: "about 9 in a year group: too few for figures to stand alone",
        143: "about 20 in a year group: small, read figures with other evidence",
        420: "about 60 in a year group",
        None: "",
    }


def test_the_category_is_drawn_on_its_whole_scale(cast, case):
    """Inadequate is as high as high risk, also where the school never had another category."""
    make_inadequate_at(case.school, cast)
    for days, level in ((300, "low"), (100, "high")):
        on = clock.today() - timedelta(days=days)
        facts = {"kind": Risk.Kind.FLOOR, "level": level, "reason": "As visited.", "judged_by": cast.sip}
        Risk.objects.create(school=case.school, on=on, **facts)
    meeting = make_strategy_meeting(cast, case)
    drawing = evidence_of(meeting.items.get(case=case), cast.director).over_time
    heights = {lane.name: lane.base - lane.steps[-1].y for lane in drawing.lanes}
    assert heights["Category"] > heights["Falling below the floor"] > 4


def make_inadequate_at(school, cast):
    kind = CategoryKind.objects.get(code="inadequate")
    facts = {"stage": "agreed", "on": clock.today() - timedelta(days=200), "reason": "Seen."}
    return Category.objects.create(school=school, category=kind, agreed_by=cast.sip, **facts)
