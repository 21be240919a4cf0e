"""A strategy meeting from the choice of its schools to what its decisions set going on each case."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from concern_cases.models import Action, CaseEvent, PlanVersion
from letters.models import Letter
from meetings.live.facts import facts_of
from meetings.live.room import room_of
from meetings.models import Decision, DecisionCode, Meeting, Pack
from meetings.packs.content import content_of
from meetings.packs.making import front_of
from meetings.services.amendments import amend_minutes
from meetings.services.attending import set_presence
from meetings.services.deciding import ActionFacts, draft_action, record_decision
from meetings.services.invitees import As, InviteeFacts
from meetings.services.inviting import invite_person
from meetings.services.item_notes import finish_item, put_off_item, save_item
from meetings.services.minutes_text import extract_for, suggested_text
from meetings.services.packs import is_for_reader_still
from people.models import Share
from people.places import places_of_share
from people.roles import Role
from people.services.grants import derive_for
from record import clock
from record.errors import RuleError
from record.outbox import deliver_waiting
from schools.models import School
from schools.permissions import Circle
from tests.factories import make_post
from tests.letters.makers import make_ready_case
from tests.meetings.makers import everybody_here, make_plan, words_of
from tests.workflows.conftest import MONDAY, call, london, take
from tests.workflows.strategy_makers import STRATEGY_DAY, call_strategy, make_la_action, school_item
from web.findings import find
from web.process_needs import PROCESS_NEEDS
from workflows import cards, engine, triggers
from workflows.models import CaseworkTask
from workflows.services.conferences import end_conference, move_conference
from workflows.services.strategy_packs import progress_of, stop_packs
from workflows.strategy.jobs import finish_compiled_packs
from workflows.timers import fire_due_timers

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
    told = [each for each in mail.outbox if each.subject.startswith("From the minutes:")]
    guests = (cast.diocesan_officer, cast.other_diocesan_officer)
    assert len(told) == len(guests)
    assert all(any(user.email in each.to[0] for each in told) for user in guests)
    assert not any(each.attachments or "Fernhallow" in each.body for each in told)


def test_a_member_who_heads_a_school_reads_all_of_the_minutes_but_what_is_said_of_it(
    cast, strategy, case, client, no_pdf
):
    head_as_member(cast, strategy)
    school_item(strategy, make_ready_case(cast, school=cast.other_school), cast)
    to_the_meeting(strategy, cast)
    hold(strategy, cast, code="continue")
    approve(strategy, cast)
    minutes = strategy.minutes.get()
    client.force_login(cast.head)
    assert client.get(minutes.get_absolute_url()).status_code == 404
    page = client.get(strategy.get_absolute_url()).content.decode()
    assert "Otterbourne" in page
    assert "For Fernhallow" not in page
    sent = {each.subject.partition(":")[0] for each in mail.outbox if cast.head.email in each.to[0]}
    assert "From the minutes" in sent
    assert "Minutes" not in sent


def head_as_member(cast, meeting):
    """The head of the school belongs to the strategy group as well."""
    make_post(Role.STRATEGY_MEMBER, user=cast.head)
    invite_person(meeting, facts=InviteeFacts(As.LA, user=cast.head), by=cast.senior_adviser)


def test_an_amendment_under_the_heading_of_an_item_reaches_whoever_reads_that_item_alone(
    cast, strategy, case, no_pdf
):
    to_the_meeting(strategy, cast)
    hold(strategy, cast, code="continue")
    approve(strategy, cast)
    minutes, item = strategy.minutes.get(), strategy.items.get(case=case)
    mail.outbox.clear()
    with clock.at(AFTER + timedelta(days=1)):
        text = f"# {item.order}. {item.title}\n\nTwo governors, not three.\n\n# Else\n\nNothing for guests."
        amend_minutes(minutes, text=text, why="A slip.", by=cast.senior_adviser)
        deliver_waiting()
    extract = extract_for(minutes, cast.diocesan_officer)
    assert "Two governors, not three." in extract
    assert "Nothing for guests" not in extract
    told = [each.to[0] for each in mail.outbox if each.subject.startswith("From the minutes:")]
    assert any(cast.diocesan_officer.email in to for to in told)


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


@pytest.mark.parametrize("until", ["nothing", "chosen", "compiled", "checked"])
def test_it_can_be_ended_on_its_day_however_far_its_preparation_came(cast, strategy, case, no_pdf, until):
    if until != "nothing":
        take(strategy, "choose_schools", by=cast.senior_adviser)
    if until in ("compiled", "checked"):
        deliver_waiting()
        stop_packs(strategy, by=cast.senior_adviser)
        finish_compiled_packs()
    if until == "checked":
        take(strategy, "check_packs", by=cast.senior_adviser, right=True)
    hold(strategy, cast)
    strategy.refresh_from_db()
    assert (strategy.status, step_open(strategy)) == (Meeting.Status.HELD, ["draft_minutes"])


def test_when_it_begins_nobody_chooses_schools_any_more(cast, strategy, no_pdf):
    with clock.at(london(STRATEGY_DAY, 9) + timedelta(minutes=1)):
        fire_due_timers()
        assert step_open(strategy) == ["hold_meeting"]


def test_one_that_was_held_on_paper_is_entered_and_invites_nobody(cast, case, no_pdf):
    held = london(MONDAY - timedelta(days=6), 9)
    meeting = call_strategy(cast, starts_at=held, entered_late=True)
    deliver_waiting()
    assert not mail.outbox
    assert not meeting.items.exclude(case=None).exists()
    assert step_open(meeting) == ["hold_meeting"]
    school_item(meeting, case, cast)
    everybody_here(meeting, by=cast.clerk)
    for item in meeting.items.all():
        if item.case_id:
            say(item, cast.clerk)
            record_decision(item, code="continue", reason="It goes on.", by=cast.clerk)
        finish_item(item, by=cast.clerk)
    end_conference(meeting, by=cast.clerk)
    meeting.refresh_from_db()
    assert (meeting.status, meeting.entered_late) == (Meeting.Status.HELD, True)
    with pytest.raises(RuleError, match="already"):
        call_strategy(cast, starts_at=held + timedelta(hours=2), entered_late=True)


def test_one_that_was_moved_to_a_day_on_which_it_was_held_stands_at_its_record(cast, strategy):
    earlier = london(MONDAY - timedelta(days=6), 9)
    move_conference(strategy, starts_at=earlier, why="Held early.", entered_late=True, by=cast.senior_adviser)
    assert step_open(strategy) == ["hold_meeting"]


def test_what_is_put_off_comes_again_by_itself(cast, strategy, case, no_pdf):
    with clock.at(THE_DAY):
        everybody_here(strategy, by=cast.senior_adviser)
        for item in strategy.items.all():
            if item.case_id or item.title == "Strategy and policy":
                put_off_item(item, why="No time.", by=cast.senior_adviser)
            else:
                finish_item(item, by=cast.senior_adviser)
        last = strategy.items.last()
        record_decision(last, code="strategy", reason="Two more meetings.", by=cast.senior_adviser)
        end_conference(strategy, by=cast.senior_adviser)
    with clock.at(AFTER):
        later = call_strategy(cast, starts_at=london(STRATEGY_DAY + timedelta(days=56), 9))
    words = [sentence for _, sentence in later.items.get(case=case).chosen_why]
    assert "Put off by the strategy meeting of Wednesday 20 January 2027." in words
    assert later.items.filter(title="Strategy and policy").count() == 1


def test_the_next_agenda_opens_with_what_became_of_the_decisions_for_each_reader(
    cast, strategy, case, client, no_pdf
):
    other = school_item(strategy, make_ready_case(cast, school=cast.other_school), cast)
    with clock.at(THE_DAY):
        policy = strategy.items.get(title="Strategy and policy")
        record_decision(policy, code="strategy", reason="More NLEs.", by=cast.senior_adviser)
        facts = ActionFacts("Write the paper", STRATEGY_DAY, "It is agreed", owner=cast.legal_adviser)
        draft_action(policy, facts, by=cast.senior_adviser)
    hold(strategy, cast, code="external_review")
    approve(strategy, cast)
    with clock.at(AFTER):
        later = call_strategy(cast, starts_at=london(STRATEGY_DAY + timedelta(days=56), 9))
        read = {}
        for name in ("director", "diocesan_officer"):
            client.force_login(getattr(cast, name))
            page = client.get(later.get_absolute_url()).content.decode()
            read[name, "page"] = " ".join(page.split())
            read[name, "pack"] = " ".join(front_of(content_of(later, getattr(cast, name)), []).split())
    for words in ("Fernhallow", "More NLEs.", "See to what was decided: Helen Marchetti"):
        assert all(words in text for text in read.values())
    for words in (str(other.school), "Write the paper"):
        assert {who for (who, _), text in read.items() if words in text} == {"director"}
        assert sum(words in text for text in read.values()) == 2


def test_in_the_room_stands_of_the_last_decisions_only_what_everybody_may_read(cast, strategy, case, no_pdf):
    hold(strategy, cast)
    later_day = london(STRATEGY_DAY + timedelta(days=56), 9)
    with clock.at(AFTER):
        later = call_strategy(cast, starts_at=later_day)
    opening = later.items.get(fill="actions")
    with clock.at(later_day):
        assert not facts_of(
            opening, later, room_of(later, cast.senior_adviser)
        ).became  # Saltmarsh may be there
        for invitee in later.invitees.filter(user=cast.other_diocesan_officer):
            set_presence(later, invitee=invitee, presence="apologies", by=cast.senior_adviser)
        (row,) = facts_of(opening, later, room_of(later, cast.senior_adviser)).became
        school = school_item(later, case, cast)
        then = facts_of(school, later, room_of(later, cast.senior_adviser)).then
    assert row.about == str(case.school)
    assert str(then.progress) == "Improving too slowly"


def test_on_a_screen_of_ones_own_every_school_follows_the_one_before(cast, strategy, case, client, no_pdf):
    other = school_item(strategy, make_ready_case(cast, school=cast.other_school), cast)
    opening = strategy.items.get(fill="schools", case=None)
    first = strategy.items.get(case=case)
    address, last, following = (
        reverse("meetings:hold_item", args=[strategy.pk, item.pk]) for item in (opening, other, first)
    )
    end = reverse("meetings:hold_end", args=[strategy.pk])
    client.force_login(cast.clerk)
    with clock.at(THE_DAY):
        wall = client.get(address).content.decode()
        assert other.title not in wall
        assert "Nobody else sees this screen: show them" in wall
        alone = client.get(f"{address}?alone=1")
        assert f"{last}?alone=1" in alone.content.decode()
        key = alone.context["form"]["form_key"].value()
        sent = {"form_key": key, "version": opening.version, "do": "next"}
        assert client.post(f"{address}?alone=1", sent)["Location"] == f"{following}?alone=1"
        assert other.title in client.get(f"{end}?alone=1").content.decode()
        assert other.title not in client.get(end).content.decode()


def test_a_decision_that_cannot_be_followed_up_is_told_to_the_case_and_is_a_need_of_it(
    cast, strategy, case, client, no_pdf
):
    head_as_member(cast, strategy)
    to_the_meeting(strategy, cast)
    hold(strategy, cast, code="revise_plan")
    School.objects.filter(pk=case.school_id).update(status="Closed", closed_on=clock.today())
    approve(strategy, cast)
    told = CaseEvent.objects.get(kind="tasks.not_started")
    assert (told.case_reference, told.circle) == (case.reference, Circle.LA)
    assert told.body["why"] == "The page of the meeting says which, and why."
    assert needed(case, cast.senior_adviser) == ["trigger_stuck"]
    assert needed(case, cast.head) == []
    client.force_login(cast.senior_adviser)
    decision = strategy.decisions.get()
    client.post(reverse("tasks:follow_up_decision", args=[strategy.pk, decision.pk]), {"do": "action"})
    assert Action.objects.filter(decisions=decision, owner=case.lead).exists()
    assert needed(case, cast.senior_adviser) == []


def needed(case, reader):
    """Which of the case's needs say to the reader that something did not follow."""
    groups = find(PROCESS_NEEDS, reader)
    return [finding.need for group in groups if group.about == case for finding in group.findings]


@pytest.mark.usefixtures("no_pdf")
@pytest.mark.parametrize("code", ["warning_letter", "revise_plan"])
def test_what_a_decision_set_going_leads_back_to_its_meeting_for_who_sees_that(
    cast, strategy, case, client, code
):
    make_plan(case, "Writing", by=cast.aht)
    to_the_meeting(strategy, cast)
    hold(strategy, cast, code=code)
    approve(strategy, cast)
    begun = Letter.objects.get() if code == "warning_letter" else PlanVersion.objects.last()
    seen = {}
    for name in ("senior_adviser", "aht"):
        client.force_login(getattr(cast, name))
        for page in (begun, case):
            answer = client.get(page.get_absolute_url())
            seen[name, page] = f'href="{strategy.get_absolute_url()}"' in answer.content.decode()
    assert seen["senior_adviser", begun]
    assert seen["senior_adviser", case]
    assert not any(found for (name, _), found in seen.items() if name == "aht")


def test_a_step_of_a_strategy_meeting_that_failed_is_a_need_of_the_meeting(cast, strategy, client):
    CaseworkTask.objects.filter(process__caseworkprocess__meeting=strategy).update(status="ERROR")
    (group,) = [each for each in find(PROCESS_NEEDS, cast.senior_adviser) if each.about == strategy]
    assert [finding.need for finding in group.findings] == ["step_stopped"] * len(group.findings)
    client.force_login(cast.senior_adviser)
    page = client.get(reverse("needs")).content.decode()
    assert f'href="{strategy.get_absolute_url()}">{strategy}' in page
    assert not find(PROCESS_NEEDS, cast.diocesan_officer)
