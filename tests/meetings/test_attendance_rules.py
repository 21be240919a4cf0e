"""Who is invited to a type of meeting, as people change it on a page."""

import pytest
from django.urls import reverse

from meetings.models import AttendanceRule, Invitee, MeetingType
from meetings.reference import CASE_CONFERENCE
from meetings.services.attendance_rules import RuleFacts, set_attendance_rules
from meetings.services.invitees import suggested_invitees
from people.roles import Role
from record.errors import RuleError

As = Invitee.RequiredAs
HEAD = RuleFacts(Role.HEADTEACHER, As.SCHOOL, must_come=True)


def kept(type_):
    rows = type_.attendance_rules.values_list("role", "required_as", "must_come")
    return [tuple(row) for row in rows]


@pytest.fixture
def panel(db):
    return MeetingType.objects.get(code="members_panel")


def test_each_type_of_meeting_proposes_whom_its_own_rules_name(case, cast, panel):
    rules = [RuleFacts(Role.CHAIR, As.OPTIONAL), HEAD]
    set_attendance_rules(panel, rules=rules, requires_diocese=False, by=cast.clerk)
    found = suggested_invitees(case, type_code=panel.code)
    assert [(facts.called, facts.required_as, facts.must_come) for facts in found] == [
        ("Helen Marchetti", As.CHAIR, True),
        ("Susan Hallett", As.OPTIONAL, False),
        ("David Lorimer", As.SCHOOL, True),
    ]
    assert len(suggested_invitees(case)) == 8


def test_only_what_changes_gets_a_new_version(cast, panel):
    sip = RuleFacts(Role.SIP, As.LA)
    set_attendance_rules(panel, rules=[HEAD, sip], requires_diocese=True, by=cast.clerk)
    before = AttendanceRule.history.count(), MeetingType.history.count()
    set_attendance_rules(panel, rules=[HEAD, sip], requires_diocese=True, by=cast.clerk)
    assert (AttendanceRule.history.count(), MeetingType.history.count()) == before
    set_attendance_rules(panel, rules=[HEAD], requires_diocese=True, by=cast.clerk)
    gone = AttendanceRule.history.latest("history_id")
    assert (gone.history_type, gone.role, gone.history_user) == ("-", Role.SIP, cast.clerk)
    assert panel.requires_diocese


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ([HEAD, HEAD], "Headteacher is on the list twice"),
        ([RuleFacts("nobody", As.LA)], "Choose a role"),
        ([RuleFacts(Role.SIP, As.CHAIR)], "say as what they are invited"),
    ],
)
def test_some_rules_are_none(cast, panel, rules, sentence):
    with pytest.raises(RuleError, match=sentence):
        set_attendance_rules(panel, rules=rules, requires_diocese=False, by=cast.clerk)
    assert Role.HEADTEACHER not in [row[0] for row in kept(panel)]


def form_of(page):
    """What the page's formset would send as it stands."""
    rules = page.context["rules"]
    facts = {f"rules-{name}": rules.management_form[name].value() for name in rules.management_form.fields}
    for line in rules:
        for field in line:
            value = field.value()
            facts[field.html_name] = (
                ("on" if value else "") if value is None or isinstance(value, bool) else value
            )
    if page.context["form"]["requires_diocese"].value():
        facts["requires_diocese"] = "on"
    return {name: value for name, value in facts.items() if value != ""}


def test_rules_are_changed_added_ordered_and_taken_away_on_their_page(client, cast):
    client.force_login(cast.clerk)
    url = f"{reverse('meetings:attendance_rules')}?type={CASE_CONFERENCE}"
    conference = MeetingType.objects.get(code=CASE_CONFERENCE)
    before = kept(conference)
    facts = form_of(client.get(url))
    client.post(url, facts)
    assert kept(conference) == before
    last = len(before)
    facts |= {"rules-0-DELETE": "on", "rules-1-required_as": "optional", "rules-2-place": "1"}
    facts |= {f"rules-{last}-role": "governor", f"rules-{last}-required_as": "school"}
    assert client.post(url, facts).url == url
    after = kept(conference)
    assert after[0] == before[2]
    assert after[1] == (before[1][0], "optional", before[1][2])
    assert after[-1] == (Role.GOVERNOR, "school", False)
    assert before[0] not in after


def test_a_role_twice_is_told_on_the_page(client, cast):
    client.force_login(cast.senior_adviser)
    url = reverse("meetings:attendance_rules")
    facts = form_of(client.get(url))
    facts["rules-1-role"] = facts["rules-0-role"]
    page = client.post(url, facts)
    assert "Headteacher is on the list twice: keep one line" in page.content.decode()
