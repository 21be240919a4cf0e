"""What is said and decided at a conference of a story: who came, the notes, the decision."""

from concern_cases.models import Action, ConcernCase
from demo import texts
from demo.actions import agreed_at, matter_of
from demo.world import Tale, in_words
from meetings.models import AgendaItem, Attendance, Invitee, Meeting
from meetings.services.holding import DecisionFacts
from people.roles import Role
from record import clock

# Items of the agenda by what fills them, or by their title.
LAST_MINUTES, PROGRESS, RISK = "actions", "objectives", "risk"
TEACHING, LEADERSHIP = "Teaching", "Leadership and governance"


def attendance_of(tale: Tale, meeting: Meeting, place: int) -> dict[Invitee, str]:
    """Everybody came but, now and then, one whose presence the conference can do without."""
    clerk = tale.world.who(Role.CLERK)
    needed = {tale.lead.pk, tale.head.pk, tale.chair.pk, tale.sip.pk, clerk.pk}
    invited = list(meeting.invitees.order_by("pk"))
    dispensable = [invitee for invitee in invited if invitee.user_id not in needed]
    turn, nobody_away = divmod(tale.number + place, 3)
    away = None if nobody_away else dispensable[turn % len(dispensable)]
    presence = Attendance.Presence
    return {invitee: presence.APOLOGIES if invitee == away else presence.PRESENT for invitee in invited}


def notes_of(tale: Tale, case: ConcernCase, meeting: Meeting, place: int) -> dict[AgendaItem, str]:
    """The notes by item of the agenda; an item without any was soon dealt with."""
    said = {
        LAST_MINUTES: _last_time(case, place),
        PROGRESS: _progress(tale, case, place),
        TEACHING: "" if tale.plan.disputed else texts.TEACHING[place],
        LEADERSHIP: (texts.DISPUTED_LEADERSHIP if tale.plan.disputed else texts.LEADERSHIP)[place],
        RISK: _risk(tale, place),
    }
    items: dict[str, AgendaItem] = {}
    for item in meeting.items.filter(part="A"):
        items.setdefault(item.fill or item.title, item)
    return {items[name]: text for name, text in said.items() if text}


def _last_time(case: ConcernCase, place: int) -> str:
    """How the actions of the conference before stand."""
    if place == 0:
        return "This is the first conference of the case."
    agreed = case.actions.filter(decisions__meeting__case=case)
    actions = list(agreed.order_by("-pk")[:2])[::-1]
    parts = [f"“{action.what}”: {_how_it_stands(action)}" for action in actions]
    return "\n\n".join(["The minutes of the last conference were agreed.", *parts])


def _how_it_stands(action: Action) -> str:
    if action.status != Action.Status.OPEN:
        return f"{action.get_status_display().lower()}. {action.outcome}"
    if action.redated_count:
        return f"begun, not finished. It is now due on {in_words(action.due_on)}."
    if action.due_on >= clock.today():
        return f"to be done by {in_words(action.due_on)}."
    return "not begun."


def _risk(tale: Tale, place: int) -> str:
    before, level = tale.level_at(place - 1) if place else tale.plan.risk, tale.level_at(place)
    return (texts.RISK_STAYS if level == before else texts.RISK_CHANGES).format(level=level)


def _progress(tale: Tale, case: ConcernCase, place: int) -> str:
    """The first conference reads what there is, each later one what the SIP has seen since."""
    if place == 0:
        matter = matter_of(tale, 0)
        return f"The evidence was read together, first that on {matter.headline}. {tale.say(matter.evidence)}"
    note = case.evidence.latest("pk")
    return f"On {matter_of(tale, place - 1).headline}: {note.text}"


def decision_of(tale: Tale, place: int) -> DecisionFacts:
    """The decision with its reason and the actions that follow; none where the case ends or a letter does."""
    last = len(tale.days.conferences) - 1
    if tale.ends_well_at(place):
        return DecisionFacts(code="close", reason=texts.MET_TWICE)
    if tale.plan.letter and place == last:
        return DecisionFacts(code="warning_letter", reason=texts.DISPUTED_LAST)
    if tale.plan.disputed:
        reason = texts.DISPUTED_SINCE if place else texts.DISPUTED_FIRST
    else:
        reason = texts.MET_ONCE if tale.plan.closed and place == last - 1 else texts.REASONS[place]
    return DecisionFacts(code="continue", reason=reason, actions=agreed_at(tale, place))
