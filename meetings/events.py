"""What can happen to a meeting, in the case's timeline."""

from concern_cases.events import event_kind

CONFERENCE_CALLED = event_kind(
    "meetings.called",
    "called a case conference for {when}",
    title="Case conference called for {when}",
    details=(
        "At {place}, chaired by {chair}.",
        "{purpose}",
        "Nobody of the diocese is invited: {without_diocese}",
    ),
)
INVITATIONS_SENT = event_kind(
    "meetings.invited",
    "invited {who} to the case conference of {when}",
    title="Invitations sent for {when}",
    details=("To {who}.", "Not sent to {left_out}, who can no longer see the school."),
)
CONFERENCE_MOVED = event_kind(
    "meetings.moved",
    "moved the case conference of {was} to {when}",
    title="Case conference moved to {when}",
    details=("It was to be on {was}.", "{held}", "{why}"),
)
CONFERENCE_CHANGED = event_kind(
    "meetings.changed",
    "changed the case conference of {when}",
    title="Case conference of {when} changed",
    details=("{changes}", "{purpose}"),
)
CONFERENCE_CANCELLED = event_kind(
    "meetings.cancelled",
    "cancelled the case conference of {when}",
    title="Case conference of {when} cancelled",
    details=("{why}",),
)
PAPERS_COLLECTED = event_kind(
    "meetings.papers",
    "sent the papers for the case conference of {when}",
    title="Papers ready for {when}",
    details=("{note}",),
)
INVITATION_ANSWERED = event_kind(
    "meetings.answered",
    "{answer} the invitation to the case conference of {when}",
    details=("{dropped} is not sent any more.",),
)
DELEGATE_NAMED = event_kind(
    "meetings.delegated",
    "sends {delegate} to the case conference of {when}",
    details=("{dropped} is not sent any more.",),
)
# The same by the link in the mail, where nobody is signed in, and as the clerk heard it.
INVITATION_ANSWERED_BY_LINK = event_kind(
    "meetings.answered_by_link",
    "{who} {answer} the invitation to the case conference of {when}, by the link in the mail",
    details=("{dropped} is not sent any more.",),
)
DELEGATE_NAMED_BY_LINK = event_kind(
    "meetings.delegated_by_link",
    "{who} sends {delegate} to the case conference of {when}, said by the link in the mail",
    details=("{dropped} is not sent any more.",),
)
ANSWER_ENTERED = event_kind(
    "meetings.answer_entered",
    "entered that {who} {answer} the invitation to the case conference of {when}",
    details=("{dropped} is not sent any more.",),
)
DELEGATE_ENTERED = event_kind(
    "meetings.delegate_entered",
    "entered that {who} sends {delegate} to the case conference of {when}",
    details=("{dropped} is not sent any more.",),
)
PERSON_INVITED = event_kind(
    "meetings.person_invited", "invited {who} to the case conference of {when} as well"
)
PERSON_INVITED_AGAIN = event_kind(
    "meetings.person_invited_again", "sent {who} the invitation to the case conference of {when} again"
)
PERSON_TAKEN_OFF = event_kind(
    "meetings.person_taken_off",
    "took {who} off the list of the case conference of {when}",
    details=("{why}", "{dropped} is not sent any more."),
)
CONFERENCE_HELD = event_kind(
    "meetings.held",
    "recorded the case conference of {when}",
    title="Case conference held",
    details=(
        "On {when}. There: {present}.",
        "Not there, though required: {missing}.",
        "Held without {without_diocese}.",
        "Decided: {decisions}.",
        "It was entered on {entered_on}.",
    ),
)
TALKED_ABOUT = event_kind(
    "meetings.talked_about",
    "recorded what the {type} of {when} said of the school",
    title="{type} of {when}",
    details=("Progress: {progress}. {why}", "Decided: {decisions}."),
)
SCHOOL_CHOSEN = event_kind(
    "meetings.school_chosen",
    "put the school on the agenda of the {type} of {when}",
    title="On the agenda of the {type} of {when}",
    details=("{why}",),
)
SCHOOL_LEFT_OUT = event_kind(
    "meetings.school_left_out",
    "left the school out of the {type} of {when}",
    title="Left out of the {type} of {when}",
    details=("{why}",),
)
RESTRICTED_DECIDED = event_kind(
    "meetings.restricted",
    "recorded what the restricted part of the conference of {when} decided",
    title="Decided in the restricted part",
    details=("On {when}, under “{item}”: {decisions}.",),
)
MINUTES_DRAFTED = event_kind(
    "meetings.minutes_drafted",
    "drafted the minutes of {when}, version {version}",
    title="Minutes of {when} drafted",
    details=("Version {version}.",),
)
MINUTES_SENT_BACK = event_kind(
    "meetings.minutes_sent_back",
    "sent the minutes of {when} back",
    title="Minutes of {when} sent back",
    details=("{remarks}",),
)
MINUTES_APPROVED = event_kind(
    "meetings.minutes_approved",
    "approved the minutes of {when}",
    title="Minutes of {when} approved",
)
MINUTES_CIRCULATED = event_kind(
    "meetings.minutes_circulated",
    "The minutes of {when} were sent to {who}",
    title="Minutes of {when} sent",
    details=("To {who}.", "Not sent to {left_out}, who can no longer see the school."),
)
MINUTES_AMENDED = event_kind(
    "meetings.minutes_amended",
    "amended the minutes of {when} (amendment {number})",
    title="Minutes of {when}: amendment {number}",
    details=("{text}", "{why}"),
)
MINUTES_ACCEPTED = event_kind(
    "meetings.minutes_accepted",
    "The conference of {at} took the minutes of {when} as a true record",
    title="Minutes of {when} taken as a true record",
    details=("By the conference of {at}.", "With what was amended: {amendments}."),
)
PART_B_DRAFTED = event_kind(
    "meetings.part_b_drafted",
    "drafted Part B of the minutes of {when}, version {version}",
    title="Part B of the minutes of {when} drafted",
    details=("Version {version}.",),
)
PART_B_SENT_BACK = event_kind(
    "meetings.part_b_sent_back",
    "sent Part B of the minutes of {when} back",
    title="Part B of the minutes of {when} sent back",
    details=("{remarks}",),
)
PART_B_APPROVED = event_kind(
    "meetings.part_b_approved",
    "approved Part B of the minutes of {when}",
    title="Part B of the minutes of {when} approved",
)
PART_B_CIRCULATED = event_kind(
    "meetings.part_b_circulated",
    "Part B of the minutes of {when} was sent to {who}",
    title="Part B of the minutes of {when} sent",
    details=("To {who}.",),
)
PART_B_AMENDED = event_kind(
    "meetings.part_b_amended",
    "amended Part B of the minutes of {when} (amendment {number})",
    title="Part B of the minutes of {when}: amendment {number}",
    details=("{text}", "{why}"),
)
PART_B_ACCEPTED = event_kind(
    "meetings.part_b_accepted",
    "The conference of {at} took Part B of the minutes of {when} as a true record",
    title="Part B of the minutes of {when} taken as a true record",
    details=("By the conference of {at}.",),
)

# What stands in the authority's own log, of meetings that are about no one school.
OF_THE_LA = {
    CONFERENCE_CALLED.name: event_kind(
        "strategy.called", "called the {type} of {when}", details=("At {place}, chaired by {chair}.",)
    ),
    INVITATIONS_SENT.name: event_kind("strategy.invited", "invited {who} to the {type} of {when}"),
    CONFERENCE_MOVED.name: event_kind(
        "strategy.moved", "moved the {type} of {was} to {when}", details=("{why}",)
    ),
    CONFERENCE_CHANGED.name: event_kind(
        "strategy.changed", "changed the {type} of {when}", details=("{changes}",)
    ),
    CONFERENCE_CANCELLED.name: event_kind(
        "strategy.cancelled", "cancelled the {type} of {when}", details=("{why}",)
    ),
    PAPERS_COLLECTED.name: event_kind("strategy.papers", "sent the papers for the {type} of {when}"),
    PERSON_INVITED.name: event_kind("strategy.person_invited", "invited {who} to the {type} of {when} too"),
    PERSON_TAKEN_OFF.name: event_kind(
        "strategy.person_taken_off", "took {who} off the list of the {type} of {when}"
    ),
    CONFERENCE_HELD.name: event_kind(
        "strategy.held", "recorded the {type} of {when}", details=("There: {present}.",)
    ),
    MINUTES_DRAFTED.name: event_kind("strategy.drafted", "drafted the minutes of the {type} of {when}"),
    MINUTES_SENT_BACK.name: event_kind(
        "strategy.sent_back", "sent the minutes of the {type} of {when} back", details=("{remarks}",)
    ),
    MINUTES_APPROVED.name: event_kind("strategy.approved", "approved the minutes of the {type} of {when}"),
    MINUTES_CIRCULATED.name: event_kind(
        "strategy.circulated", "The minutes of the {type} of {when} were sent to {who}"
    ),
    MINUTES_AMENDED.name: event_kind(
        "strategy.amended", "amended the minutes of the {type} of {when} (amendment {number})"
    ),
}
