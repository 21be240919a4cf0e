"""Answering an invitation on a phone, and the pages of the clerk, in a browser."""

import pytest
from django.urls import reverse

from meetings.models import Invitee
from meetings.reply_links import token_of
from meetings.services.replies import Answer, answer_invitation
from tests.browser.conftest import NARROW, follow, press, watch
from tests.workflows.conftest import call, case, monday

__all__ = ["case", "monday"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(live_server, case, cast):
    """A conference to which one answer came by each way."""
    meeting = call(case, cast)
    head, nle = meeting.invitees.get(user=cast.head), meeting.invitees.get(user=cast.nle)
    answer_invitation(head, Answer("declined", note="At a funeral."), by=cast.head)
    sends = Answer("delegated", delegate_name="Ann Other", delegate_email="ann@elsewhere.example")
    answer_invitation(nle, sends, heard=Invitee.Heard.LINK, by=None)
    return meeting


def link_of(meeting, person):
    return reverse("meetings:reply", args=[token_of(meeting.invitees.get(user=person))])


def test_an_invitation_is_answered_on_a_phone_without_scripts(browser, live_server, meeting, cast):
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)
    phone = watch(context.new_page())
    phone.goto(f"{live_server.url}{link_of(meeting, cast.chair)}")
    phone.get_by_label("I send somebody else").check()
    phone.get_by_label("Name of whoever comes instead").fill("Ben Adeyemi")
    phone.get_by_label("E-mail address").fill("ben@elsewhere.example")
    press(phone, phone.get_by_role("button", name="Send the answer"))
    assert phone.get_by_text("You send Ben Adeyemi. The invitation is on its way.").is_visible()
    context.close()
    assert meeting.invitees.get(user=cast.chair).delegate.name == "Ben Adeyemi"


def test_the_pages_of_an_invitation_are_sound(meeting, cast, sound_at_both_widths):
    sound_at_both_widths(link_of(meeting, cast.chair))
    sound_at_both_widths(link_of(meeting, cast.nle))
    sound_at_both_widths(reverse("meetings:reply", args=["nonsense"]), expected=("404 ", "error: Failed"))


def test_the_clerks_pages_are_sound(meeting, cast, page, sign_in, sound_at_both_widths):
    sign_in(cast.clerk)
    nle = meeting.invitees.get(user=cast.nle)
    for name, args in (
        ("meeting", [meeting.pk]),
        ("answer", [meeting.pk]),
        ("replies", [meeting.pk]),
        ("invite", [meeting.pk]),
        ("take_off", [meeting.pk, nle.pk]),
        ("attendance_rules", []),
        ("calendar_feed", []),
    ):
        sound_at_both_widths(reverse(f"meetings:{name}", args=args))
    follow(page, page.get_by_role("button", name="Make an address"))
    assert "/meetings/feed/" in page.get_by_label("Or copy it").input_value()
