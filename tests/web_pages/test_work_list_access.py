"""The work list and the page of a step ask the same question, whoever asks and whichever step it is."""

import pytest

from people.access import las_where, schools_where
from record.actor import acting_as
from schools.permissions import Circle, Perm
from tests.factories import make_share
from tests.web_pages.makers import days_ahead, make_card, make_case, make_meeting
from workflows.models import TaskCard


@pytest.fixture
def cards(cast, case):
    """A step for every permission at both schools, and one for each on the LA itself."""
    with acting_as(cast.senior_adviser):
        other = make_case(cast.other_school, cast.senior_adviser)
        make_share(cast.other_school, user=cast.nle, perms=[Perm.ADD_EVIDENCE.value], circle=Circle.SCHOOL)
        for about in (case, other):
            meeting = make_meeting(about, cast.senior_adviser, on=days_ahead(3))
            for perm in Perm:
                make_card(meeting, perm)
        for perm in Perm:
            card = make_card(meeting, perm)
            card.school = card.case = None
            card.save()


@pytest.mark.parametrize(
    "who",
    ["director", "senior_adviser", "sip", "clerk", "aht", "nle", "head", "chair", "diocesan_officer",
     "other_diocesan_officer", "other_chair", "administrator", "left_yesterday", "deactivated"],
)  # fmt: skip
def test_the_list_holds_exactly_the_steps_that_the_person_may_take(cast, cards, who):
    user = getattr(cast, who)
    wanted = set()
    for perm in Perm:
        of_perm = TaskCard.objects.filter(perm=perm.value)
        at_schools = of_perm.filter(school__in=schools_where(user, may=perm))
        on_la = of_perm.filter(school=None, la__in=las_where(user, may=perm))
        wanted |= {card.pk for card in at_schools} | {card.pk for card in on_la}
    assert set(TaskCard.objects.visible_to(user).values_list("pk", flat=True)) == wanted


def test_it_is_one_query(cast, cards, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(TaskCard.objects.visible_to(cast.senior_adviser))
