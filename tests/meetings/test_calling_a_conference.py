"""Who is invited to a conference, and when it can be."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from concern_cases.services.cases import close_case
from meetings.models import Invitee, Meeting
from meetings.services.clashes import against_calling
from meetings.services.conferences import move_meeting
from meetings.services.invitees import InviteeFacts, suggested_invitees
from meetings.services.next_date import propose_date
from people.models import Post, Share
from people.services.grants import derive_grants
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from schools.models import TermDates
from tests.workflows.conftest import CONFERENCE_DAY, MONDAY, call, london

As = Invitee.RequiredAs


def test_everybody_who_belongs_to_the_school_is_suggested_once_in_a_settled_order(case, whole_cast):
    found = [(facts.called, facts.required_as) for facts in suggested_invitees(case)]
    assert found == [
        ("Helen Marchetti", As.CHAIR),
        ("David Lorimer", As.SCHOOL),
        ("Rosalind Keane", As.SCHOOL),
        ("Susan Hallett", As.SCHOOL),
        ("Edwin Ferris", As.OPTIONAL),
        ("Tessa Rowe", As.OPTIONAL),
        ("Judith Penhale", As.LA),
        ("Lydia Fairweather", As.LA),
        ("Nasreen Aziz", As.LA),
        ("Martin Osei", As.SUPPORT),
        ("Ruth Calloway", As.SUPPORT),
        ("Arthur Benbow", As.SUPPORT),
        ("Catherine Blyth", As.DIOCESE),
    ]


def test_a_conference_has_its_people_its_agenda_and_its_end(meeting, cast):
    assert meeting.ends_at - meeting.starts_at == timedelta(minutes=90)
    assert meeting.invitees.get(required_as=As.CHAIR).user == cast.senior_adviser
    assert meeting.items.first().title == "Apologies and interests"
    assert meeting.status == Meeting.Status.INVITED


def test_the_chair_is_invited_once_even_if_ticked_as_well(case, cast):
    invitees = [*suggested_invitees(case), InviteeFacts(As.LA, user=cast.senior_adviser)]
    meeting = call(case, cast, invitees=invitees)
    assert meeting.invitees.filter(user=cast.senior_adviser).get().required_as == As.CHAIR


def test_the_diocese_of_a_church_school_must_be_invited(case, cast):
    others = [facts for facts in suggested_invitees(case) if facts.required_as != As.DIOCESE]
    with pytest.raises(RuleError, match="Invite the Diocese of Corvesham as well: Catherine Blyth"):
        call(case, cast, invitees=others)


def test_a_church_school_that_is_not_shared_says_what_to_do(case, cast):
    Share.objects.update(until=MONDAY - timedelta(days=1), ended_why="It was agreed to end it.")
    derive_grants()
    with pytest.raises(RuleError, match="Share the school with the Diocese of Corvesham first"):
        call(case, cast, invitees=suggested_invitees(case))


def test_nobody_is_invited_who_does_not_see_the_school(case, cast):
    invitees = [*suggested_invitees(case), InviteeFacts(As.LA, user=cast.other_chair)]
    with pytest.raises(RuleError, match="Gareth Moxon can’t see its cases"):
        call(case, cast, invitees=invitees)


def test_somebody_without_an_account_gets_the_invitation_and_nothing_of_the_case(case, cast):
    guest = InviteeFacts(As.OPTIONAL, name="Ben Adeyemi", email="Ben@consulting.example")
    meeting = call(case, cast, invitees=[*suggested_invitees(case), guest], purpose="Writing stalls.")
    invitee = meeting.invitees.get(user=None)
    mail = Dispatch.objects.get(key=f"invitation:{invitee.pk}:0").payload
    assert mail["to"] == '"Ben Adeyemi" <ben@consulting.example>'
    assert "Writing stalls" not in str(mail)


@pytest.mark.parametrize(
    ("guest", "sentence"),
    [
        (("", "ben@consulting.example"), "Give the name"),
        (("Ben Adeyemi", "nonsense"), "Give an e-mail address for Ben Adeyemi"),
    ],
)
def test_a_guest_needs_a_name_and_an_address(case, cast, guest, sentence):
    invitees = [*suggested_invitees(case), InviteeFacts(As.OPTIONAL, name=guest[0], email=guest[1])]
    with pytest.raises(RuleError, match=sentence):
        call(case, cast, invitees=invitees)


@pytest.mark.parametrize(
    ("starts_at", "sentence"),
    [
        (london(MONDAY, 8), "still to come"),
        (london(date(2026, 12, 12)), "Choose a school day: on Saturday 12 December 2026"),
        (london(date(2026, 12, 25)), "Choose a school day"),
        (london(CONFERENCE_DAY, 2), "between 7 am and 9 pm"),
    ],
)
def test_a_conference_is_on_a_school_day_ahead_at_a_sensible_hour(case, cast, starts_at, sentence):
    with pytest.raises(RuleError, match=sentence) as refused:
        call(case, cast, starts_at=starts_at)
    assert refused.value.field == "starts_at"


def test_a_conference_is_not_in_the_holidays_of_its_school(case, cast):
    spans = [(1, 2026, 9, 3, 10, 23), (2, 2026, 11, 2, 12, 4)]
    for half_term, year, month, day, to_month, to_day in spans:
        TermDates.objects.create(
            la=cast.la,
            year=2026,
            half_term=half_term,
            long_term="autumn",
            first_day=date(year, month, day),
            last_day=date(year, to_month, to_day),
        )
    with pytest.raises(RuleError, match="on Thursday 10 December 2026 this school is closed"):
        call(case, cast)


def test_only_who_may_approve_minutes_chairs(case, cast):
    with pytest.raises(RuleError, match="Nasreen Aziz can’t approve minutes") as refused:
        call(case, cast, chair=cast.clerk)
    assert refused.value.field == "chair"


@pytest.mark.parametrize("days", [-9, 5, 40])
def test_a_second_conference_is_not_too_near_to_the_one_ahead(meeting, case, cast, days):
    with pytest.raises(RuleError, match="There is a conference on Thursday 10 December 2026 already"):
        call(case, cast, starts_at=london(CONFERENCE_DAY + timedelta(days=days)))


def test_several_conferences_of_a_case_may_be_ahead_and_each_is_due_by_the_one_before(meeting, case, cast):
    proposal = propose_date(case)
    assert proposal.due_by == date(2027, 3, 10)  # three months after the one ahead
    assert timezone.localdate(proposal.offers[0].at) >= date(2027, 1, 24)
    second = proposal.offers[0].at
    assert against_calling(case, second, invitees=suggested_invitees(case)) == []
    call(case, cast, starts_at=second)
    with pytest.raises(RuleError, match="There is a conference on"):
        call(case, cast, starts_at=london(timezone.localdate(second) + timedelta(days=14)))


def test_a_share_that_ends_before_the_day_is_no_diocese_that_comes(case, cast):
    Share.objects.filter(school=case.school).update(until=CONFERENCE_DAY - timedelta(days=1))
    derive_grants()
    invitees = suggested_invitees(case)
    assert cast.diocesan_officer in [facts.user for facts in invitees]  # today
    on_the_day = suggested_invitees(case, on=CONFERENCE_DAY)
    assert cast.diocesan_officer not in [facts.user for facts in on_the_day]
    words = "Can’t see the school’s cases any more on that day: "
    [told] = against_calling(case, london(CONFERENCE_DAY), invitees=invitees)
    assert told.startswith(words)
    assert against_calling(case, london(CONFERENCE_DAY - timedelta(days=1)), invitees=invitees) == []
    with pytest.raises(RuleError, match="for longer first: on Thursday 10 December 2026"):
        call(case, cast, invitees=invitees)
    assert call(case, cast, invitees=invitees, without_diocese_why="They agreed to it.")


def test_none_is_called_or_moved_at_a_school_that_closed(case, cast):
    meeting = call(case, cast)
    case.school.status, case.school.closed_on = "Closed", date(2026, 11, 20)
    case.school.save()
    meeting = Meeting.objects.get(pk=meeting.pk)
    with pytest.raises(RuleError, match="continue the case at its successor"):
        call(case, cast)
    with pytest.raises(RuleError, match="continue the case at its successor"):
        move_meeting(meeting, starts_at=london(date(2026, 12, 11)), why="Snow.", by=cast.clerk)
    earlier = london(date(2026, 11, 12))
    assert call(case, cast, starts_at=earlier, entered_late=True).entered_late


def test_none_is_called_for_a_day_after_the_school_closes(case, cast):
    case.school.status, case.school.closed_on = "Open, but proposed to close", date(2026, 12, 9)
    case.school.save()
    with pytest.raises(RuleError, match="closes for good on"):
        call(case, cast)


def test_a_conference_held_on_paper_is_entered_later_and_marked(case, cast):
    meeting = call(case, cast, starts_at=london(date(2026, 11, 17)), entered_late=True)
    assert meeting.entered_late
    assert not Dispatch.objects.filter(key__startswith="invitation:").exists()
    with pytest.raises(RuleError, match="Choose a time that has passed"):
        call(case, cast, entered_late=True)


def test_a_closed_case_has_no_conference(case, cast):
    close_case(case, reason="Good again.", by=cast.senior_adviser)
    with pytest.raises(AlreadyDone):
        call(case, cast)


def test_whoever_left_is_not_suggested(case, cast):
    Post.objects.filter(user=cast.head).update(until=clock.today() - timedelta(days=1))
    derive_grants()
    assert "David Lorimer" not in [facts.called for facts in suggested_invitees(case)]
