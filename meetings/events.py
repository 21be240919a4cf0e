"""What can happen to a meeting, in the case's timeline."""

from concern_cases.events import event_kind

CONFERENCE_CALLED = event_kind(
    "meetings.called",
    "called a case conference for {when}",
    title="Case conference called for {when}",
    details=("At {place}, chaired by {chair}.", "{purpose}"),
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
    details=("It was to be on {was}.", "{why}"),
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
    "meetings.answered", "{answer} the invitation to the case conference of {when}"
)
CONFERENCE_HELD = event_kind(
    "meetings.held",
    "recorded the case conference of {when}",
    title="Case conference held",
    details=(
        "On {when}. There: {present}.",
        "Not there, though required: {missing}.",
        "Decided: {decisions}.",
        "It was entered on {entered_on}.",
    ),
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
    details=("To {who}.",),
)
