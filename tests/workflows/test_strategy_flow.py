"""A strategy meeting from the choice of its schools to what its decisions set going on each case."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from concern_cases.models import Action, CaseEvent
from meetings.models import Decision, DecisionCode, Meeting, Pack
from meetings.packs.content import content_of
from meetings.services.deciding import record_decision
from meetings.services.item_notes import finish_item, put_off_item, save_item
from meetings.services.minutes_text import extract_for, suggested_text
from meetings.services.packs import is_for_reader_still
from people.models import Share
from people.places import places_of_share
from people.services.grants import derive_for
from record import clock
from record.errors import RuleError
from record.outbox import deliver_waiting
from schools.permissions import Circle
from tests.letters.makers import make_ready_case
from tests.meetings.makers import everybody_here, words_of
from tests.workflows.conftest import MONDAY, call, london, take
from tests.workflows.strategy_makers import STRATEGY_DAY, call_strategy, make_la_action, school_item
from workflows import cards, engine, triggers
from workflows.services.conferences import end_conference
from workflows.services.strategy_packs import progress_of, stop_packs
from workflows.strategy.jobs import finish_compiled_packs

THE_DAY = london(STRATEGY_DAY, 12)
AFTER = london(STRATEGY_DAY + timedelta(days=1))


@pytest.fixture
def no_pdf(settings):
    """Nobody's pack is made into a file, in tests of what does not look at one."""
    nothing = {"deliver": "tests.renderings.leave_it", "repeatable": True}
    settings.OUTBOX_TOPICS = {**settings.OUTBOX_TOPICS, "meetings.make_pack": nothing}


@pytest.fixture
def strategy(cast, case):
    return call_strategy(cast)


def step_open(meeting):
    return [card.task.flow_task.name for card in engine.open_cards(meeting)]


def to_the_meeting(meeting, cast):
    """Schools chosen, packs made (or given up), found right and sent."""
    take(meeting, "choose_schools", by=cast.senior_adviser)
    deliver_waiting()
    stop_packs(meeting, by=cast.senior_adviser)
    finish_compiled_packs()
    take(meeting, "check_packs", by=cast.senior_adviser, right=True)
    deliver_waiting()


def say(item, by, *, progress="too_slow", why="Checks by leaders are few."):
    return save_item(
        item, version=item.version, notes="It was long.", progress=progress, rag_reason=why, by=by
    )


def hold(meeting, cast, *, code="revise_plan", actions=()):
    """Everybody came; every school improves too slowly, and this was decided of each."""
    adviser = cast.senior_adviser
    with clock.at(THE_DAY):
        everybody_here(meeting, by=adviser)
        for item in meeting.items.all():
            if item.case_id:
                say(item, adviser)
                record_decision(item, code=code, reason=f"For {item.school.name}.", by=adviser)
            finish_item(item, by=adviser)
        end_conference(meeting, by=adviser)


def approve(meeting, cast, text=""):
    with clock.at(AFTER):
        take(meeting, "draft_minutes", by=cast.senior_adviser, text=text or suggested_text(meeting))
        take(meeting, "check_minutes", by=cast.director, approved=True)
        deliver_waiting()
        triggers.serve_triggers()


def test_the_packs_are_made_again_until_they_are_right_and_never_twice(cast, strategy, no_pdf):
    take(strategy, "choose_schools", by=cast.senior_adviser)
    deliver_waiting()
    assert finish_compiled_packs() == 0  # they wait to be made
    first = set(Pack.objects.values_list("pk", "reader"))
    assert len(first) == strategy.invitees.count()
    stop_packs(strategy, by=cast.senior_adviser)
    assert (progress_of(strategy).waiting, progress_of(strategy).failed) == (0, len(first))
    assert finish_compiled_packs() == 1
    with clock.at(london(MONDAY + timedelta(days=1))):
        take(strategy, "check_packs", by=cast.director, right=False)
        deliver_waiting()
    assert set(Pack.objects.values_list("pk", "reader")) == first
    assert progress_of(strategy).waiting == len(first)
    stop_packs(strategy, by=cast.senior_adviser)
    finish_compiled_packs()
    take(strategy, "check_packs", by=cast.director, right=True)
    mail.outbox.clear()
    deliver_waiting()
    strategy.refresh_from_db()
    assert (strategy.status, step_open(strategy)) == (Meeting.Status.PAPERS_OUT, ["hold_meeting"])
    assert len([each for each in mail.outbox if each.subject.startswith("Papers: LA strategy")]) == len(first)


def test_only_who_may_records_it_and_a_school_is_left_with_progress_or_put_off(cast, strategy, case):
    item = strategy.items.get(case=case)
    with clock.at(THE_DAY):
        with pytest.raises(RuleError, match="Say how .* progresses"):
            finish_item(item, by=cast.senior_adviser)
        with pytest.raises(RuleError, match="Choose how it progresses"):
            say(item, cast.senior_adviser, progress="sideways")
        say(item, cast.senior_adviser, why="")
        with pytest.raises(RuleError, match="Say why the progress"):
            finish_item(item, by=cast.senior_adviser)
        say(item, cast.senior_adviser, progress="", why="")
        put_off_item(item, why="No time.", by=cast.senior_adviser)


def test_what_is_decided_of_no_school_sets_nothing_going_at_one(cast, strategy, case):
    policy = strategy.items.get(title="Strategy and policy")
    with clock.at(THE_DAY):
        with pytest.raises(RuleError, match="about none"):
            record_decision(policy, code="revise_plan", reason="All plans.", by=cast.senior_adviser)
        decided = record_decision(policy, code="strategy", reason="More NLEs.", by=cast.senior_adviser)
    assert decided.code.effect == ""


def test_decisions_flow_back_to_each_case_and_what_was_referred_is_taken_up(cast, strategy, case, no_pdf):
    referred = refer(cast, case)
    to_the_meeting(strategy, cast)
    hold(strategy, cast, code="external_review")
    referred.refresh_from_db()
    assert referred.carried_out_at is not None
    told = CaseEvent.objects.filter(kind="meetings.talked_about", case_reference=case.reference).get()
    assert told.body["progress"] == "Improving too slowly"
    assert told.circle == Circle.DIOCESE
    approve(strategy, cast)
    decision = strategy.decisions.get()
    action = Action.objects.get(decisions=decision)
    assert (action.case, action.circle, action.owner) == (case, Circle.DIOCESE, cast.senior_adviser)
    assert action.origin == "LA strategy meeting of Wednesday 20 January 2027"
    assert decision.came_of_it.startswith("Helen Marchetti has it as an action")
    assert engine.process_about(strategy).status == "DONE"


def refer(cast, case):
    """A conference referred the case to the strategy meeting."""
    meeting = call(case, cast)
    meeting.status = Meeting.Status.MINUTES_APPROVED
    meeting.save()
    return Decision.objects.create(
        meeting=meeting,
        code=DecisionCode.objects.get(code="refer_to_strategy"),
        reason="It stalls.",
        recorded_by=cast.senior_adviser,
    )


def test_the_next_meeting_has_what_became_of_the_last_ones_decisions(cast, strategy, case, client, no_pdf):
    to_the_meeting(strategy, cast)
    hold(strategy, cast)
    later = call_strategy(cast, starts_at=london(STRATEGY_DAY + timedelta(days=56), 9))
    client.force_login(cast.diocesan_officer)
    item = school_item(later, case, cast)
    text = client.get(reverse("tasks:strategy_school", args=[later.pk, item.pk])).content.decode()
    assert "Progress then: <b>improving too slowly</b>" in text
    assert "For Fernhallow" in text
    assert (
        "Improving too slowly.</b> Checks by leaders"
        in client.get(strategy.get_absolute_url()).content.decode()
    )


def test_a_guest_reads_of_the_minutes_what_concerns_the_own_schools(cast, strategy, case, client, no_pdf):
    other = make_ready_case(cast, school=cast.other_school)
    school_item(strategy, other, cast)
    to_the_meeting(strategy, cast)
    hold(strategy, cast, code="continue")
    approve(strategy, cast)
    minutes = strategy.minutes.get()
    assert "Otterbourne" in minutes.text
    client.force_login(cast.diocesan_officer)
    assert client.get(minutes.get_absolute_url()).status_code == 404
    text = extract_for(minutes, cast.diocesan_officer)
    assert "Fernhallow" in text
    assert "Otterbourne" not in text
    assert "Otterbourne" not in client.get(strategy.get_absolute_url()).content.decode()
    sent = [each for each in mail.outbox if each.subject.startswith("Minutes:")]
    assert sent
    assert not any(cast.diocesan_officer.email in each.to[0] for each in sent)


def test_no_pack_holds_a_foreign_schools_text_and_one_is_read_no_longer_than_its_school(cast, strategy, case):
    other = make_ready_case(cast, school=cast.other_school)
    school_item(strategy, other, cast)
    take(strategy, "choose_schools", by=cast.senior_adviser)
    strategy.invitees.exclude(user__in=[cast.diocesan_officer, cast.director]).delete()
    deliver_waiting()
    packs = {pack.reader: pack for pack in Pack.objects.filter(state=Pack.State.READY)}
    words = {}
    for reader, pack in packs.items():
        with pack.pdf.open("rb") as file:
            words[reader] = words_of(file.read())
    assert "Otterbourne" in words[cast.director]
    assert words[cast.director].count("Copy for Dorothea Vane") == packs[cast.director].pages
    assert "High risk of failing to improve" in words[cast.diocesan_officer]
    assert "Otterbourne" not in words[cast.diocesan_officer]
    assert is_for_reader_still(packs[cast.diocesan_officer])
    share = Share.objects.get(school=cast.school)
    share.until = clock.today() - timedelta(days=1)
    share.save()
    derive_for(places_of_share(share))
    assert not is_for_reader_still(packs[cast.diocesan_officer])
    assert not content_of(strategy, cast.diocesan_officer).sections


def test_on_the_wall_stands_no_school_that_somebody_in_the_room_may_not_read(cast, strategy, case, client):
    client.force_login(cast.senior_adviser)
    item = strategy.items.get(case=case)
    address = reverse("meetings:hold_item", args=[strategy.pk, item.pk])
    with clock.at(THE_DAY):
        text = client.get(address).content.decode()
        assert "Owen Farrant" in text  # of another diocese, and not known to be away
        assert 'name="progress"' not in text
        assert 'name="progress"' in client.get(f"{address}?alone=1").content.decode()


def test_an_action_of_no_school_is_the_authoritys_and_done_on_its_own_page(cast, strategy, client, case):
    action = make_la_action(cast)
    client.force_login(cast.legal_adviser)
    address = reverse("tasks:la_action", args=[action.pk])
    assert address in client.get(reverse("home")).content.decode()
    key = client.get(address).context["form"]["form_key"].value()
    client.post(address, {"form_key": key, "outcome": "It was agreed."})
    action.refresh_from_db()
    assert (action.status, action.outcome) == (Action.Status.DONE, "It was agreed.")
    assert not Action.objects.of_la(cast.diocesan_officer).exists()
    client.force_login(cast.senior_adviser)  # whose step it is to choose the schools
    assert "Choose the schools" in client.get(reverse("home")).content.decode()
    assert client.get(cards.task_url(engine.open_cards(strategy)[0].task)).status_code == 200
