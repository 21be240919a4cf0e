"""The pages of a meeting that is being held, without scripts."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from concern_cases.models import Action
from concern_cases.services.actions import agree_action
from concern_cases.services.evidence import add_evidence
from concern_cases.services.reviews import rate_objective
from meetings.live.writing import note_writing
from meetings.models import AgendaItem, Meeting, Paper
from meetings.services.attending import set_presence
from meetings.services.conferences import cancel_meeting
from meetings.services.deciding import draft_action, record_decision
from meetings.services.item_notes import put_off_item, save_item
from meetings.services.replies import Answer, answer_invitation
from record import clock
from tests.concern_cases.makers import sent_file
from tests.meetings.makers import DUE, IN_THE_MEETING, an_action, everybody_here, finish_everything, make_plan
from tests.workflows.conftest import call


def url_of(item):
    return reverse("meetings:hold_item", args=[item.meeting_id, item.pk])


def page(client, item, query=""):
    return client.get(url_of(item) + query).content.decode()


def send(client, item, do="save", query="", **facts):
    """What a browser sends of the item’s page."""
    item = AgendaItem.objects.get(pk=item.pk)
    facts = {
        "version": item.version,
        "form_key": f"key-{do}",
        "notes": item.notes,
        "rule": "working",
        **facts,
    }
    return client.post(url_of(item) + query, {"do": do, **facts})


@pytest.fixture
def clerk(client, cast):
    client.force_login(cast.clerk)
    return client


@pytest.fixture
def adviser(client, cast):
    client.force_login(cast.senior_adviser)
    return client


def test_the_way_in_begins_the_meeting_and_leads_to_the_first_open_item(clerk, case, cast):
    meeting = call(case, cast)
    into = reverse("meetings:hold", args=[meeting.pk])
    with clock.at(IN_THE_MEETING):
        looked = clerk.get(into)
        assert Meeting.objects.get(pk=meeting.pk).began_at is None
        sent = clerk.post(into)
    assert looked.url == sent.url == url_of(meeting.items.first())
    assert Meeting.objects.get(pk=meeting.pk).began_at == IN_THE_MEETING


def test_before_its_day_the_meeting_is_not_recorded(clerk, meeting):
    answer = clerk.get(reverse("meetings:hold", args=[meeting.pk]))
    assert answer.url == meeting.get_absolute_url()
    assert "It is held on Thursday 10 December 2026" in clerk.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("clerk", 200),
        ("senior_adviser", 200),
        ("director", 403),
        ("head", 403),
        ("sip", 403),
        ("other_chair", 404),
    ],
)
def test_only_those_who_record_meetings_get_in(client, teaching, cast, who, status):
    live = teaching.meeting
    client.force_login(getattr(cast, who))
    assert client.get(url_of(teaching)).status_code == status
    for name in ("hold_attendance", "hold_add", "hold_print", "hold_end"):
        assert client.get(reverse(f"meetings:{name}", args=[live.pk])).status_code == status
    assert client.post(url_of(teaching), {"version": 1, "notes": "x"}).status_code in (status, 302)
    assert (AgendaItem.objects.get(pk=teaching.pk).notes == "x") == (status == 200)


def test_next_saves_finishes_and_goes_on(clerk, live, teaching):
    answer = send(clerk, teaching, "next", notes="Four of five classes are secure.")
    teaching.refresh_from_db()
    assert (teaching.notes, teaching.state) == ("Four of five classes are secure.", "done")
    assert answer.url == url_of(live.items.get(order=teaching.order + 1))
    assert send(clerk, teaching, "back").url == url_of(live.items.get(order=teaching.order - 1))


def test_the_last_item_leads_to_the_end(clerk, live):
    last = live.items.filter(part="A").last()
    assert send(clerk, last, "next").url == reverse("meetings:hold_end", args=[live.pk])


def test_a_stale_save_shows_both_texts_and_keeps_neither_silently(clerk, teaching, cast):
    save_item(teaching, version=1, notes="Helen: four of five.", by=cast.senior_adviser)
    answer = send(clerk, teaching, "next", version=1, notes="Nasreen: all five.")
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Helen Marchetti changed this item at 3\N{NO-BREAK SPACE}pm" in shown
    assert "Helen: four of five." in shown
    assert "Nasreen: all five." in shown
    assert 'name="version" value="2"' in shown
    teaching.refresh_from_db()
    assert (teaching.notes, teaching.state) == ("Helen: four of five.", "open")


def test_both_texts_can_be_put_together(clerk, teaching, cast):
    save_item(teaching, version=1, notes="Four of five.", by=cast.senior_adviser)
    shown = send(clerk, teaching, "together", notes="All five.").content.decode()
    assert "Four of five.&#10;&#10;All five." in shown
    send(clerk, teaching, notes="Four of five.\n\nAll five.")
    teaching.refresh_from_db()
    assert teaching.notes == "Four of five.\n\nAll five."


def test_a_decision_is_added_and_taken_away(clerk, teaching):
    answer = send(clerk, teaching, "decide", code="continue", reason="It works.")
    again = send(clerk, teaching, "decide", code="continue", reason="It works.")
    assert answer.url == f"{url_of(teaching)}?added=decision#decision"
    assert again.status_code == 302  # sent twice, added once
    decision = teaching.decisions.get()
    send(clerk, teaching, f"remove_decision:{decision.pk}")
    assert not teaching.decisions.exists()


def test_what_is_wrong_with_a_decision_stands_beside_its_field_and_the_text_is_saved(clerk, teaching):
    shown = send(clerk, teaching, "decide", code="change_frequency", reason="It slips.", notes="Said.")
    assert "Choose how often conferences are held from now on" in shown.content.decode()
    assert "It slips." in shown.content.decode()
    assert AgendaItem.objects.get(pk=teaching.pk).notes == "Said."


def test_an_action_is_added_changed_and_taken_away(clerk, teaching, cast):
    facts = {"what": "Two lessons", "owner": cast.aht.pk, "due_on": "9/1/2027", "measure": "Notes"}
    send(clerk, teaching, "act", **facts)
    draft = teaching.draft_actions.get()
    assert (draft.owner, draft.due_on) == (cast.aht, date(2027, 1, 9))
    assert 'value="Two lessons"' in page(clerk, teaching, f"?change={draft.pk}")
    more = {"draft": draft.pk, "what": "Three lessons", "due_on": "", "days": 10, "form_key": "another"}
    send(clerk, teaching, "act", **{**facts, **more})
    draft.refresh_from_db()
    assert (draft.what, draft.due_on, draft.rule) == ("Three lessons", date(2026, 12, 24), "working")
    send(clerk, teaching, f"remove_action:{draft.pk}")
    assert not teaching.draft_actions.exists()


def test_the_action_of_another_item_is_not_touched(clerk, teaching, maths, cast):
    draft = draft_action(maths, an_action(cast.aht), by=cast.clerk)
    send(clerk, teaching, f"remove_action:{draft.pk}")
    assert maths.draft_actions.exists()


@pytest.mark.parametrize("facts", [{"reason": "Half a"}, {"what": "Half an action"}])
def test_half_a_decision_or_action_is_not_lost_by_going_on(clerk, teaching, facts):
    stays = send(clerk, teaching, "next", **facts)
    assert "or clear its fields" in stays.content.decode()
    saved = send(clerk, teaching, "save", **facts)
    for answer in (stays, saved):
        assert answer.status_code == 200
        assert next(iter(facts.values())) in answer.content.decode()
    assert AgendaItem.objects.get(pk=teaching.pk).state == "open"


def test_an_item_is_put_off_with_a_reason_and_opened_again(clerk, teaching):
    assert "Say why it is put off" in send(clerk, teaching, "put_off").content.decode()
    send(clerk, teaching, "put_off", why="No time.")
    teaching.refresh_from_db()
    assert teaching.state == "put_off"
    send(clerk, teaching, "reopen")
    teaching.refresh_from_db()
    assert teaching.state == "open"


def test_words_typed_while_somebody_else_ended_the_meeting_are_shown_to_be_copied(
    clerk, live, teaching, cast
):
    cancel_meeting(live, why="Snow.", by=cast.senior_adviser)
    answer = send(clerk, teaching, notes="All five classes.")
    assert answer.status_code == 409
    assert "All five classes." in answer.content.decode()


def test_who_is_here_is_said_a_few_at_a_time(clerk, live, cast):
    address = reverse("meetings:hold_attendance", args=[live.pk])
    head = live.invitees.get(user=cast.head)
    facts = {f"presence_{head.pk}": "delegate", f"note_{head.pk}": "Ms Pool", "name": "Ben Adeyemi"}
    assert clerk.post(address, facts).url == reverse("meetings:hold", args=[live.pk])
    assert list(live.attendance.values_list("name", "presence", "note")) == [
        ("David Lorimer", "delegate", "Ms Pool"),
        ("Ben Adeyemi", "present", ""),
    ]
    clerk.post(address, {"remove": live.attendance.get(name="Ben Adeyemi").pk})
    assert live.attendance.count() == 1


def test_everybody_else_is_here_with_one_button(clerk, live, cast):
    address = reverse("meetings:hold_attendance", args=[live.pk])
    head = live.invitees.get(user=cast.head)
    clerk.post(address, {f"presence_{head.pk}": "apologies", "everybody": "1"})
    assert live.attendance.get(invitee=head).presence == "apologies"
    assert live.attendance.filter(presence="present").count() == live.invitees.count() - 1


def test_what_people_answered_is_what_is_said_of_them_first(clerk, live, cast):
    answer_invitation(live.invitees.get(user=cast.head), Answer("declined"), by=cast.head)
    sends = Answer("delegated", delegate_name="Ann Other", delegate_email="ann@elsewhere.example")
    answer_invitation(live.invitees.get(user=cast.chair), sends, by=cast.chair)
    address = reverse("meetings:hold_attendance", args=[live.pk])

    form = clerk.get(address)

    assert "Everybody is here but who declined or sent somebody" in form.content.decode()
    first = {presence.initial for presence, _ in form.context["form"].rows()}
    assert first == {"", "apologies", "delegate"}
    clerk.post(address, {"everybody": "1"})
    said = dict(live.attendance.values_list("name", "presence"))
    assert said[cast.head.name] == "apologies"
    assert said[cast.chair.name] == "delegate"
    assert live.attendance.get(name=cast.chair.name).note == "Ann Other"
    others = {said[who.name] for who in live.invitees.exclude(user__in=[cast.head, cast.chair])}
    assert others == {"present"}


def test_an_item_is_raised(clerk, live):
    answer = clerk.post(
        reverse("meetings:hold_add", args=[live.pk]), {"title": "The new hall", "minutes": 10}
    )
    assert answer.url == url_of(live.items.get(title="The new hall"))


def test_an_objective_is_judged_against_the_last_time(clerk, maths, cast):
    with clock.at(date(2026, 12, 1)):
        rate_objective(
            maths.objective, rag="amber", reason="Marking differs.", on=clock.today(), by=cast.senior_adviser
        )
    shown = page(clerk, maths)
    assert "“Marking differs.”" in shown
    assert "Target: All five classes are secure, by 31" in shown
    send(clerk, maths, rag="green", rag_reason="Four of five.")
    maths.refresh_from_db()
    assert (maths.rag, maths.rag_reason) == ("green", "Four of five.")


def test_what_a_decision_sets_going_is_said_before_it_is_made(clerk, teaching):
    assert "the next version of the plan is opened, with this as its reason" in page(clerk, teaching)


def test_the_end_says_what_is_missing_and_what_takes_effect(clerk, live, teaching, cast):
    record_decision(teaching, code="continue", reason="It works.", by=cast.clerk)
    shown = clerk.get(reverse("meetings:hold_end", args=[live.pk])).content.decode()
    assert "4. Mathematics" in shown
    assert "Not known yet:" in shown
    assert "It works." in shown


def test_an_action_of_a_meeting_entered_late_may_be_overdue_and_the_end_says_so(client, live, teaching, cast):
    with clock.at(IN_THE_MEETING + timedelta(days=9)):
        client.force_login(cast.clerk)
        facts = {"what": "Two lessons", "owner": cast.aht.pk, "due_on": "14/12/2026", "measure": "Notes"}
        send(client, teaching, "act", **facts)
        shown = client.get(reverse("meetings:hold_end", args=[live.pk])).content.decode()
    assert teaching.draft_actions.get().due_on == date(2026, 12, 14)
    assert "One action agreed. The day of “Two lessons” has passed: overdue at once." in shown


# --- The page is put on a wall


def paper(case, item, cast, circle):
    evidence = add_evidence(
        case,
        kind="work_scrutiny",
        on=date(2026, 12, 1),
        source=f"For the {circle}",
        text="Reasoning.",
        circle=circle,
        files=[sent_file()],
        by=cast.sip,
    )
    return Paper.objects.create(item=item, file=evidence.files.get())


def here(live, cast, *people):
    """Only these of the invited are here."""
    for invitee in live.invitees.all():
        presence = "present" if invitee.user in people else "apologies"
        set_presence(live, invitee=invitee, presence=presence, by=cast.clerk)


def test_a_paper_is_absent_while_somebody_may_not_read_it(adviser, case, live, maths, cast):
    for circle in ("la", "la_and_diocese", "school"):
        paper(case, maths, cast, circle)

    def shown():
        text = page(adviser, maths)
        return [circle for circle in ("la", "la_and_diocese", "school") if f"For the {circle}:" in text]

    assert shown() == ["school"]  # nobody has said yet who is here
    here(live, cast, cast.senior_adviser, cast.sip, cast.diocesan_officer)
    assert shown() == ["la_and_diocese", "school"]
    here(live, cast, cast.senior_adviser, cast.sip)
    assert shown() == ["la", "la_and_diocese", "school"]
    set_presence(live, name="Ben Adeyemi", presence="present", by=cast.clerk)
    assert shown() == ["school"]


def test_a_paper_is_marked_as_looked_at(adviser, case, maths, cast):
    row = paper(case, maths, cast, "school")
    send(adviser, maths, f"looked_at:{row.pk}")
    row.refresh_from_db()
    assert row.reviewed


def test_a_restricted_item_is_on_no_list_while_somebody_not_named_is_here(
    adviser, live, teaching, restricted, cast
):
    save_item(restricted, version=1, notes="About one person.", by=cast.senior_adviser)
    assert restricted.title not in page(adviser, teaching)
    gate = page(adviser, restricted)
    assert "About one person." not in gate
    assert "David Lorimer" in gate
    assert "About one person." in page(adviser, restricted, "?alone=1")
    here(live, cast, cast.senior_adviser)
    assert restricted.title in page(adviser, teaching)
    assert "About one person." in page(adviser, restricted)


def test_a_restricted_item_is_not_there_for_who_is_not_named(clerk, live, teaching, restricted, cast):
    here(live, cast, cast.senior_adviser)
    record_decision(restricted, code="power", reason="Safety.", by=cast.senior_adviser)
    assert clerk.get(url_of(restricted) + "?alone=1").status_code == 404
    assert clerk.post(reverse("meetings:hold_save", args=[live.pk, restricted.pk])).status_code == 401
    sent = {"person": cast.clerk.pk, "version": 1, "notes": "x"}
    assert clerk.post(reverse("meetings:hold_save", args=[live.pk, restricted.pk]), sent).status_code == 404
    for shown in (
        page(clerk, teaching),
        clerk.get(reverse("meetings:hold_end", args=[live.pk])).content.decode(),
        clerk.get(reverse("meetings:hold_print", args=[live.pk]) + "?part=B").content.decode(),
        clerk.get(reverse("meetings:hold_print", args=[live.pk])).content.decode(),
    ):
        assert "Safety." not in shown
        assert restricted.title not in shown


def test_the_record_prints_part_a_and_part_b_apart(adviser, live, teaching, restricted, cast):
    save_item(teaching, version=1, notes="Four of five.", by=cast.clerk)
    save_item(restricted, version=1, notes="About one person.", by=cast.senior_adviser)
    address = reverse("meetings:hold_print", args=[live.pk])
    part_a, part_b = (adviser.get(address + query).content.decode() for query in ("", "?part=B"))
    assert ("Four of five." in part_a, "About one person." in part_a) == (True, False)
    assert ("Four of five." in part_b, "About one person." in part_b) == (False, True)


def test_who_else_writes_is_shown_for_a_minute(adviser, live, teaching, maths, cast):
    note_writing(live, maths, by=cast.clerk)
    assert "<b>Nasreen Aziz</b> in “Mathematics”" in page(adviser, teaching)
    with clock.at(IN_THE_MEETING + timedelta(minutes=2)):
        assert "in “Mathematics”" not in page(adviser, teaching)


# --- What the page sends by itself


def autosave(client, item, user, **facts):
    item = AgendaItem.objects.get(pk=item.pk)
    facts = {"person": user.pk, "version": item.version, **facts}
    return client.post(reverse("meetings:hold_save", args=[item.meeting_id, item.pk]), facts)


def test_the_page_saves_by_itself(clerk, teaching, cast):
    answer = autosave(clerk, teaching, cast.clerk, notes="Four of five.")
    assert answer.json() == {"version": 2, "saved_at": "3 pm", "writing": []}
    assert AgendaItem.objects.get(pk=teaching.pk).notes == "Four of five."


def test_a_page_that_is_behind_is_told_both_texts(clerk, teaching, cast):
    save_item(teaching, version=1, notes="Four of five.", by=cast.senior_adviser)
    answer = autosave(clerk, teaching, cast.clerk, version=1, notes="All five.")
    told = answer.json()
    assert (answer.status_code, told["reason"], told["version"]) == (409, "stale", 2)
    assert (told["theirs"]["notes"], told["who"], told["when"]) == (
        "Four of five.",
        "Helen Marchetti",
        "3 pm",
    )
    assert AgendaItem.objects.get(pk=teaching.pk).notes == "Four of five."


def test_a_page_that_only_shows_learns_what_somebody_else_wrote(clerk, teaching, cast):
    save_item(teaching, version=1, notes="Four of five.", by=cast.senior_adviser)
    news = autosave(clerk, teaching, cast.clerk, version=1, beat=1).json()
    assert (news["version"], news["theirs"]["notes"]) == (2, "Four of five.")
    assert "theirs" not in autosave(clerk, teaching, cast.clerk, beat=1).json()


@pytest.mark.parametrize(
    ("facts", "expected"),
    [({"version": "two"}, (400, "rule")), ({"rag": "red"}, (400, "rule")), ({"person": 0}, (401, "person"))],
)
def test_what_cannot_be_saved_says_why(clerk, teaching, cast, facts, expected):
    answer = autosave(clerk, teaching, cast.clerk, notes="x", **facts)
    assert (answer.status_code, answer.json()["reason"]) == expected


def test_a_page_left_open_learns_that_the_meeting_is_over_or_closed_to_it(client, live, teaching, cast):
    client.force_login(cast.head)
    assert autosave(client, teaching, cast.head, notes="x").json() == {"reason": "permission"}
    client.force_login(cast.clerk)
    cancel_meeting(live, why="Snow.", by=cast.senior_adviser)
    answer = autosave(client, teaching, cast.clerk, notes="x")
    assert (answer.status_code, answer.json()["reason"]) == (409, "over")


# --- Large meetings


def test_the_page_asks_no_more_questions_for_many_objectives_and_actions(
    clerk, case, cast, django_assert_max_num_queries
):
    make_plan(case, *[f"Objective {number}" for number in range(12)], by=cast.senior_adviser)
    meeting = call(case, cast)
    with clock.at(IN_THE_MEETING):
        for number in range(80):
            agree_action(
                case=case, what=f"Action {number}", due_on=DUE, measure="Seen", owner=cast.head, by=cast.clerk
            )
        everybody_here(meeting, by=cast.clerk)
        for item in meeting.items.filter(part="A"):
            record_decision(item, code="continue", reason="It works.", by=cast.clerk)
            draft_action(item, an_action(cast.aht), by=cast.clerk)
        assert Action.objects.count() == 80
        for item in (meeting.items.get(fill="actions"), meeting.items.exclude(objective=None).first()):
            page(clerk, item)
            with django_assert_max_num_queries(45):
                page(clerk, item)


def test_a_put_off_item_and_a_finished_one_say_so_in_the_agenda(clerk, live, teaching, maths, cast):
    put_off_item(teaching, why="No time.", by=cast.clerk)
    finish_everything(live, by=cast.clerk)
    shown = page(clerk, maths)
    assert '<span class="govuk-visually-hidden"> put off</span>' in shown
    assert '<span class="govuk-visually-hidden"> done</span>' in shown
