"""One conference from the plan of its half-term to what its decisions set going, as its people live it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from concern_cases.models import Cadence, ObjectiveRating, RevisionReason
from concern_cases.services.reviews import plan_review
from meetings.models import AgendaItem, Attendance, Meeting, Pack, PlanningRules
from meetings.reply_links import token_of
from meetings.services.attending import set_presence
from meetings.services.deciding import ActionFacts, draft_action, record_decision
from meetings.services.item_notes import finish_item, save_item
from meetings.services.papers import lay_papers
from people.roles import Role
from record import clock
from record.outbox import deliver_waiting
from tests.concern_cases.makers import PDF, make_case, make_plan, sent_file
from tests.factories import make_post
from tests.meetings.planning.county import TODAY, make_half_terms, planned
from tests.workflows.conftest import take
from workflows import engine
from workflows.services.term_plans import accept_plan
from workflows.triggers import serve_triggers


@pytest.fixture
def county(cast):
    """The church school has a case, a support plan, and a review that falls due in the half-term."""
    make_half_terms(la=cast.la)
    PlanningRules.objects.create(la=cast.la, search_seconds=5)
    make_post(Role.DIOCESAN_OFFICER, user=cast.diocesan_officer, diocese=cast.corvesham)
    with clock.at(TODAY):
        case = make_case(cast, cadence=None, opened_on=TODAY - timedelta(days=25))
        plan_review(make_plan(case), due_on=case.opened_on + timedelta(days=92), by=None)
        yield cast


def worker():
    while deliver_waiting() + serve_triggers():
        pass


def planned_conference(county):
    """The plan of the half-term is accepted, and the worker has called what it proposed."""
    accept_plan(planned(county), by=county.senior_adviser)
    worker()
    return Meeting.objects.get()


def hold(meeting, cast):
    """Judged, decided and agreed, something of it under the restricted item."""
    by, adviser = cast.clerk, cast.senior_adviser
    for invitee in meeting.invitees.all():
        set_presence(meeting, invitee=invitee, presence=Attendance.Presence.PRESENT, by=by)
    judged = meeting.items.get(objective__isnull=False)
    save_item(judged, version=judged.version, notes="Five of five.", rag="green", rag_reason="Seen.", by=by)
    monthly = Cadence.objects.get(code="monthly")
    decision = record_decision(judged, code="change_frequency", reason="To see it.", cadence=monthly, by=by)
    due = timezone.localdate(meeting.starts_at) + timedelta(days=20)
    facts = ActionFacts("Joint lessons", due, "Lesson notes", owner=cast.head)
    draft_action(judged, facts, decision=decision, by=by)
    restricted = meeting.items.get(part="B")
    save_item(restricted, version=restricted.version, notes="About one post.", by=adviser)
    for item in meeting.items.filter(state=AgendaItem.State.OPEN):
        finish_item(item, by=adviser if item.part == "B" else by)
    take(meeting, "hold_conference", by=by)


def test_a_conference_lives_from_the_plan_of_the_term_to_what_it_set_going(county, client):
    cast, meeting = county, planned_conference(county)
    case = meeting.case
    assert meeting.holds_review.due_on == case.opened_on + timedelta(days=92)
    assert meeting.invitees.filter(user=cast.diocesan_officer).exists()

    chair = meeting.invitees.get(user=cast.chair)
    client.post(reverse("meetings:reply", args=[token_of(chair)]), {"reply": "accepted"})
    chair.refresh_from_db()
    assert (chair.reply, chair.heard) == ("accepted", "link")

    starts = meeting.starts_at
    with clock.at(starts - timedelta(days=10)):
        lay_papers(
            meeting,
            item=meeting.items.get(objective__isnull=False),
            kind="note_of_visit",
            text="Five lessons seen.",
            on=clock.today(),
            source="SIP visit 3",
            circle="school",
            files=[sent_file("visit.pdf", PDF)],
            by=cast.clerk,
        )
        take(meeting, "collect_papers", by=cast.clerk)
        worker()
    assert set(Pack.objects.values_list("state", flat=True)) == {Pack.State.READY}
    assert Pack.objects.count() == meeting.invitees.count()

    with clock.at(starts + timedelta(minutes=80)):
        hold(meeting, cast)
    rating = ObjectiveRating.objects.get()
    assert (rating.rag, rating.review, rating.review.status) == ("green", meeting.holds_review, "done")

    with clock.at(starts + timedelta(days=1)):
        take(meeting, "draft_minutes", by=cast.clerk, text="Part A.")
        take(meeting, "check_minutes", by=cast.senior_adviser, approved=True)
        worker()
    case.refresh_from_db()
    assert case.cadence.code == "monthly"
    assert RevisionReason.objects.filter(key__startswith="conference").count() == 1
    assert case.actions.get(owner=cast.head).origin.startswith("Case conference of")
    assert engine.open_card(meeting, "schedule_next")
    assert "About one post" not in client_page(client, cast.head, meeting)


def client_page(client, user, meeting):
    client.force_login(user)
    return client.get(meeting.get_absolute_url()).content.decode()
