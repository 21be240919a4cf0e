"""What can happen to a letter, as its case's timeline tells it."""

from typing import Any

from concern_cases.events import EventKind, event_kind, record_event
from concern_cases.models import CaseEvent
from letters.models import Letter
from schools.permissions import Circle

BY_POST = "To be told by post: {by_post}"

BEGUN = event_kind(
    "letters.begun",
    "began a {letter}, {reference}",
    title="{Letter} {reference} begun",
    details=("Without the steps before it: {skips}",),
)
GROUNDS_SET = event_kind(
    "letters.grounds_set",
    "chose what the {letter} {reference} relies on: {count}",
    title="What {reference} relies on was chosen: {count}",
)
WAYS_CHOSEN = event_kind(
    "letters.ways_chosen",
    "chose how the {letter} {reference} goes: {ways}",
    title="How {reference} goes was chosen",
    details=("{ways}",),
)
WAYS_TAKEN_OVER = event_kind(
    "letters.ways_taken_over",
    "took over from {earlier} how the {letter} {reference} goes: {ways}",
    title="How {reference} goes was taken over from {earlier}",
    details=("{ways}",),
)
HOLDER_NAMED = event_kind(
    "letters.holder_named",
    "said, for the {letter} {reference}, who is {post}: {name}",
    title="Who is {post} was said: {name}",
    details=("For {reference} and the letters after it.", "Until {until}."),
)
HOLDER_LEFT = event_kind(
    "letters.holder_left",
    "said, for the {letter} {reference}, that {name} is {post} no more",
    title="{name} is {post} no more",
)
ACTIONS_SET = event_kind(
    "letters.actions_set",
    "wrote what the {letter} {reference} asks for: {count}",
    title="What {reference} asks for was written: {count}",
)
COMMENTED = event_kind(
    "letters.commented",
    "commented on the {letter} {reference}",
    title="Comment on {reference}",
    details=("{comment}",),
)
SUCCESSOR_TOLD = event_kind(
    "letters.successor_told",
    "gave the {letter} {reference} to {chair}, who has become chair since",
    title="{reference} given to {chair}, who has become chair since",
)
DELEGATED = event_kind(
    "letters.delegated",
    "asked {to} to answer the {letter} {reference}",
    title="{to} may answer {reference}, too",
)
QUESTION_ASKED = event_kind(
    "letters.question_asked",
    "asked about the {letter} {reference}",
    title="Question about {reference}",
    details=("{question}",),
)
QUESTION_ANSWERED = event_kind(
    "letters.question_answered",
    "answered a question about the {letter} {reference}",
    title="Question about {reference} answered",
    details=("{question}", "{answer}"),
)
EXTENDED = event_kind(
    "letters.extended",
    "gave more time for the answer to the {letter} {reference}, until {due}: {why}",
    title="More time for the answer to {reference}, until {due}",
    details=("{why}", "It was due by {was}.", BY_POST),
)
SERVICE_CORRECTED = event_kind(
    "letters.service_corrected",
    "recorded that the {letter} {reference} went to {recipient} {how} on {given}: {why}",
    title="How {reference} went to {recipient} was corrected",
    details=("{how}, on {given}; it counts as given on {deemed}.", "{why}"),
)
ENDED = event_kind(
    "letters.ended",
    "gave notice that the {letter} {reference} is {how}: {why}",
    title="{Letter} {reference} {how}",
    details=("{why}", "By {notice}"),
)
SUPERSEDED_BY_LAW = event_kind(
    "letters.superseded_by_law",
    "recorded that the Secretary of State gave a warning notice on {on}, which supersedes the {letter} "
    "{reference}",
    title="{Letter} {reference} superseded by the Secretary of State’s of {on}",
    details=("{why}",),
)
SECRETARY_GAVE = event_kind(
    "letters.secretary_gave",
    "recorded that the Secretary of State gave the school a warning notice on {on}",
    title="Warning notice of the Secretary of State of {on} recorded",
    details=("{where}", "The council may give none until it is told that it may."),
)
NOTICES_ALLOWED = event_kind(
    "letters.notices_allowed",
    "recorded that the council may give the school a warning notice again: told on {on}",
    title="The council may give a warning notice again, after the Secretary of State’s of {given}",
    details=("Told on {on}: {how}",),
)
HMCI_DECIDED = event_kind(
    "letters.hmci_decided",
    "recorded of the {letter} {reference}: {decision}",
    title="{Letter} {reference}: {decision}",
    details=("On {on}.", "An answer is due by {due}.", BY_POST),
)
POWERS_USED = event_kind(
    "letters.powers_used",
    "recorded after the {letter} {reference} that the council uses its powers: {powers}",
    title="After {reference} the council uses its powers",
    details=("{powers}", "{why}", BY_POST),
)
NO_POWERS_USED = event_kind(
    "letters.no_powers_used",
    "recorded after the {letter} {reference} that the council uses no power",
    title="After {reference} the council uses no power",
    details=("{why}", BY_POST),
)
LAW_STATED = event_kind(
    "letters.law_stated",
    "wrote what the {letter} {reference} states in law",
    title="What {reference} states in law was written",
    details=("Grounds: {grounds}", "Powers: {powers}", "Period: {days}"),
)
EDITED = event_kind(
    "letters.edited", "wrote at the {letter} {reference}", title="Draft of {reference} changed"
)
SUBMITTED = event_kind(
    "letters.submitted", "sent the {letter} {reference} {to}", title="{Letter} {reference} sent {to}"
)
DIOCESE_TOLD = event_kind(
    "letters.diocese_told",
    "told the {diocese} that a {letter} is being prepared: {how}",
    title="{diocese} told that a {letter} is being prepared",
    details=("{how}",),
)
LAW_AGREED = event_kind(
    "letters.law_agreed",
    "found the {letter} {reference} right in law",
    title="Legal check of {reference}: agreed",
    details=("{remarks}",),
)
SENT_BACK = event_kind(
    "letters.sent_back",
    "sent the {letter} {reference} back: {why}",
    title="{Letter} {reference} sent back to be written again",
    details=("{why}",),
)
AUTHORISED = event_kind(
    "letters.authorised",
    "authorised the {letter} {reference}",
    title="{Letter} {reference} authorised",
    details=("Why it was given on that day, perhaps the last before a holiday: {sending_day}",),
)
HELD_BACK = event_kind(
    "letters.held_back",
    "could not authorise the {letter} {reference}: {why}",
    title="{Letter} {reference} could not be authorised",
    details=("{why}",),
)
ISSUED = event_kind(
    "letters.issued",
    "issued the {letter} {reference}, dated {dated}",
    title="{Letter} {reference} issued, dated {dated}",
)
REDATED = event_kind(
    "letters.redated",
    "dated the {letter} {reference} {dated}, because it could not be made on {was}",
    title="{Letter} {reference} dated {dated}, because it could not be made on {was}",
)
WITHDRAWN = event_kind(
    "letters.withdrawn",
    "withdrew the {letter} {reference} before it was given: {why}",
    title="{Letter} {reference} withdrawn before it was given",
    details=("{why}", "How the diocese was told: {diocese_how}"),
)
VOIDED = event_kind(
    "letters.voided",
    "took the authorisation of the {letter} {reference} away: {why}",
    title="Authorisation of {reference} no longer holds",
    details=("{why}",),
)
GIVEN = event_kind(
    "letters.given",
    "gave the {letter} {reference} to {addressee}; an answer is due by {due}",
    title="{Letter} {reference} given to {addressee}",
    details=("Copies to {copies}.", "An answer is due by {due}.", "Fingerprint of the PDF: {sha256}"),
)
GIVEN_FOR_INFORMATION = event_kind(
    "letters.given_for_information",
    "gave the {letter} {reference} to {addressee}",
    title="{Letter} {reference} given to {addressee}",
    details=("Copies to {copies}.", "Fingerprint of the PDF: {sha256}"),
)
POSTED = event_kind(
    "letters.posted",
    "sent the {letter} {reference} to {recipient}: {proof}",
    title="{Letter} {reference} sent to {recipient}",
    details=("{proof}", "{instead}", "Fingerprint of the proof: {sha256}"),
)
RETURNED = event_kind(
    "letters.returned",
    "recorded that the e-mail to {recipient} about the {letter} {reference} came back: {why}",
    title="E-mail to {recipient} about {reference} came back",
    details=("{on}: {why}",),
)
ARRIVED = event_kind(
    "letters.arrived",
    "recorded that the e-mail to {recipient} about the {letter} {reference} did arrive: {why}",
    title="E-mail to {recipient} about {reference} did arrive",
    details=("{why}",),
)
EXTENSION_SENT = event_kind(
    "letters.extension_sent",
    "told {recipient} on paper that an answer to the {letter} {reference} is due by {due}: {proof}",
    title="{recipient} told that there is more time for {reference}",
    details=("{proof}",),
)
NOTICE_MADE = event_kind(
    "letters.notice_made",
    "made the notice on paper to {recipient} about the {letter} {reference}: {what}",
    title="Notice to {recipient} about {reference} made",
    details=("{what}", "Fingerprint of the PDF: {sha256}"),
)
NOTICE_SENT = event_kind(
    "letters.notice_sent",
    "told {recipient} on paper about the {letter} {reference}, {what}: {proof}",
    title="{recipient} told on paper about {reference}",
    details=("{what}", "{proof}"),
)
READ = event_kind("letters.read", "opened the {letter} {reference}", title="{Letter} {reference} opened")
ACKNOWLEDGED = event_kind(
    "letters.acknowledged",
    "acknowledged the {letter} {reference}",
    title="{Letter} {reference} acknowledged",
    details=("An answer is due by {due}.",),
)
ACKNOWLEDGED_ON_PAPER = event_kind(
    "letters.acknowledged_on_paper",
    "recorded that {who} acknowledged on paper on {on} that {recipient} has the {letter} {reference}",
    title="{Letter} {reference} acknowledged on paper by {who}",
    details=("For {recipient}, on {on}.", "Fingerprint of the file: {sha256}"),
)
REMINDED = event_kind(
    "letters.reminded",
    "reminded {addressee} that an answer to the {letter} {reference} is due by {due}",
    title="{addressee} reminded that an answer to {reference} is due by {due}",
)
ANSWERED = event_kind(
    "letters.answered",
    "answered the {letter} {reference}",
    title="{Letter} {reference} answered",
    details=("{late}",),
)
ANSWERED_IN_PART = event_kind(
    "letters.answered_in_part",
    "answered the {letter} {reference} in part: {progress}",
    title="{Letter} {reference} answered in part: {progress}",
    details=("{late}",),
)
PART_ENTERED = event_kind(
    "letters.part_entered",
    "entered a part of the answer of {answered_by} to the {letter} {reference}, received {came} on "
    "{received}: {progress}",
    title="Part of the answer of {answered_by} to {reference} entered: {progress}",
    details=("{late}",),
)
ANSWER_ENTERED = event_kind(
    "letters.answer_entered",
    "entered the answer of {answered_by} to the {letter} {reference}, received {came} on {received}",
    title="Answer of {answered_by} to {reference} entered, received {came} on {received}",
    details=("{late}",),
)
ANSWER_ADDED = event_kind(
    "letters.answer_added",
    "added to the answer to the {letter} {reference}",
    title="Answer to {reference} added to",
    details=("{late}",),
)
ADDITION_ENTERED = event_kind(
    "letters.addition_entered",
    "entered what {answered_by} added to the answer to the {letter} {reference}, received {came} on "
    "{received}",
    title="What {answered_by} added to the answer to {reference} entered, received {came} on {received}",
    details=("{late}",),
)
COMPLIED = event_kind(
    "letters.complied",
    "found that what the {letter} {reference} asked for is done",
    title="What {reference} asked for is done",
    details=("{why}", BY_POST),
)
NOT_COMPLIED = event_kind(
    "letters.not_complied",
    "found that what the {letter} {reference} asked for is not done",
    title="What {reference} asked for is not done",
    details=("{why}", BY_POST),
)


def log_letter(kind: EventKind, letter: Letter, *, circle: str = Circle.LA, **facts: Any) -> CaseEvent:
    """The event stands in the chain of the letter's school, under its case."""
    name = letter.kind.name
    return record_event(
        kind,
        school=letter.school,
        case=letter.case,
        circle=circle,
        reference=letter.reference,
        letter=name[:1].lower() + name[1:],
        Letter=name,
        **facts,
    )
