"""What the pages of a letter show, gathered for their templates."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from concern_cases.case_head import Head, case_head
from concern_cases.models import EvidenceFile
from letters.answers import answer_facts
from letters.assessing import assessed_after
from letters.check import Check, checklist
from letters.checks import authorisation_checks, draft_checks
from letters.content import facts_of
from letters.differences import changes_of
from letters.enclosures import enclosures_by_letter
from letters.governors import answers_for_school
from letters.intervention import intervention_of
from letters.merging import body_of, merged
from letters.models import Clock, Letter, Recipient, RequiredAction, Service
from letters.questions import who_answers, with_due_day
from letters.quoting import records_of, source_of
from letters.reached import BY_MAIL
from letters.recipients import recipients_of
from letters.school_changes import change_of_school
from letters.services.authorising import writes_at
from letters.services.governing import asked_to_answer, vice_chair_of
from letters.services.reaching import chair_has_left, successor_of
from letters.services.reading import copy_of
from letters.services.serving import not_delivered
from letters.services.telling import notices_to_send, told_on_paper
from letters.services.timing import recount
from letters.wording import how_counted, plain_day
from people.access import users_where
from people.models import User
from record import clock
from record.models import Dispatch
from schools.calendar import calendar_note
from schools.permissions import Perm

Status = Letter.Status
# How far each state has come along the steps of the page.
REACHED = {
    Status.DRAFT: "draft",
    Status.LEGAL_CHECK: "law",
    Status.FOR_AUTHORISATION: "authorise",
    Status.AUTHORISED: "give",
    Status.GIVEN: "answer",
}


@dataclass(frozen=True)
class Delivery:
    """How the letter reached one recipient, and what is known of it."""

    service: Service
    mail: str
    not_reached: bool

    @property
    def is_by_mail(self) -> bool:
        return self.service.method in BY_MAIL

    @property
    def is_to_leave(self) -> bool:
        """Whether it stands on the list to post or take by hand, as far as it can be recorded here."""
        return self.not_reached or (not self.is_by_mail and not self.service.proof)

    @property
    def is_here(self) -> bool:
        """Whether it can be seen that it was opened: of a letter attached to a mail nobody knows."""
        return self.service.method == Service.Method.PORTAL


def working_facts(letter: Letter, user: User) -> dict[str, Any]:
    """Everything that the council's page shows."""
    checks = checks_of(letter)
    facts: dict[str, Any] = {
        **checklist(checks),
        "blocking": next((check for check in checks if not check.ok), None),
        "steps": steps_of(letter),
        "i_wrote": writes_at(letter, user),
        "head": head_of(letter, user),
        "body_of": body_of(letter),
    }
    facts |= review_facts(letter)
    if letter.is_given:
        return {
            **facts,
            **given_facts(letter),
            "deliveries": deliveries_of(letter),
            "notices": notices_to_send().filter(clock__letter=letter).select_related("recipient"),
            "told_on_paper": told_on_paper(letter),
            "recount": recount(letter),
            "intervention": intervention_of(letter),
            "successor": successor_of(letter),
            "chair_left": chair_has_left(letter),
            "answers_here": answers_for_school(user, letter),
            "received": copy_of(letter, user),
            "vice_chair": vice_chair_of(letter, by=user),
            "asked_to_answer": asked_to_answer(letter),
        }
    today, recipients = clock.today(), recipients_of(letter)
    preview = facts_of(letter, given=today)
    return {
        **facts,
        "preview": preview,
        "recipients": recipients,
        "unnamed": [each.post for each in recipients if each.can_be_named and not each.name],
        "calendar_note": calendar_note(letter.school, today, preview["due"]) if preview["due"] else "",
        "authorisers": _authorisers(letter),
        "kept_from_school": kept_from_school(letter),
    }


def review_facts(letter: Letter) -> dict[str, Any]:
    """What changed since the letter was last sent on, and what reviewers say; for the council alone."""
    return {
        "changes": None if letter.is_given else changes_of(letter),
        "comments": list(letter.comments.select_related("by", "settled_by")),
    }


def head_of(letter: Letter, user: User) -> Head | None:
    """The head of the case's pages, with its letters marked."""
    return case_head(letter.case, user=user, current="letters") if letter.case else None


def kept_from_school(letter: Letter) -> int:
    """How many records of the case can't be quoted, because the school may not read them."""
    return records_of(letter.case).kept_from_school if letter.case else 0


def guest_facts(letter: Letter, user: User) -> dict[str, Any]:
    """Everything that governors, head and diocese see of a letter that was given."""
    mine = Service.objects.filter(recipient__letter=letter, recipient__user=user)
    copy = mine.filter(recipient__is_copy=True).select_related("recipient").first()
    facts = given_facts(letter)
    return {
        **facts,
        "answers_here": answers_for_school(user, letter),
        "vice_chair": vice_chair_of(letter, by=user),
        "asked_to_answer": asked_to_answer(letter),
        "copy_as": copy.recipient.get_received_as_display().lower() if copy else "",
        "given_on": letter.given_on,
        "replaced": letter.replaces,
        "replaced_by": next((each for each in facts["endings"] if each.is_given and each.replaces), None),
        "received": copy_of(letter, user),
        "contact": letter.case.lead if letter.case else letter.drafted_by,
        "readers": [_who_got(each) for each in letter.recipients.all()],
        "consequence": letter.document.made_from["consequence"],
        "effect": letter.document.made_from.get("effect") or merged(letter, letter.kind.effect),
    }


def _who_got(recipient: Recipient) -> str:
    """The name with the post in which the letter was received; the post alone where nobody is named."""
    post = recipient.get_received_as_display()
    return f"{recipient.name} ({post.lower()})" if recipient.name else post


def given_facts(letter: Letter) -> dict[str, Any]:
    """What is known of a letter that was given."""
    running: Clock | None = letter.running_clock
    actions = list(letter.required_actions.all())
    return {
        **_clock_facts(letter, running, actions),
        "document": letter.document,
        "body_of": body_of(letter),
        "pages": letter.document.made_from.get("pages"),
        **answer_facts(letter, actions),
        "enclosures": [_enclosure(letter, file) for file in given_with(letter)],
        "follow_ups": letter.followed_by.all(),
        "endings": letter.ended_by.exclude(status=Status.WITHDRAWN, given_on=None).select_related("kind"),
        "made_from": letter.document.made_from,
        **_question_facts(letter),
        "school_change": change_of_school(letter),
    }


def _question_facts(letter: Letter) -> dict[str, Any]:
    """What the governing body asked and, while something waits, whose it is to answer."""
    rows = letter.questions.select_related("asked_by", "answered_by", "letter__school")
    questions = with_due_day(rows)
    waits = any(not each.answer for each in questions)
    return {"questions": questions, "answerers": [who.name for who in who_answers(letter)] if waits else []}


def _clock_facts(letter: Letter, running: Clock | None, actions: list[RequiredAction]) -> dict[str, Any]:
    """The day by which an answer is due and how it was counted; no day for a letter that asks for none."""
    if running is None:
        return {"due": None, "is_over": False, "assessed_after": None, "how_counted": "", "first_by": None}
    left_out = [(date.fromisoformat(day), why) for day, why in running.counted]
    return {
        "due": running.ends_on,
        "is_over": letter.time_is_over,
        "assessed_after": assessed_after(letter),
        "how_counted": how_counted(
            days=running.days, left_out=left_out, since=running.given_on, dated=letter.given_on
        ),
        "earlier_clocks": letter.clocks.exclude(pk=running.pk),
        "first_by": min(
            (each.by for each in actions if clock.today() <= each.by < running.ends_on), default=None
        ),
        "what_follows_title": clock_title(running.ends_on),
    }


def clock_title(ends_on: date) -> str:
    """What is headed with the end of the letter's time."""
    return f"What happens after {_day(ends_on)}"


def given_with(letter: Letter) -> list[EvidenceFile]:
    """The files that stood behind the letter when it was given: one added later was never part of it."""
    return files_given_with([letter])[letter.pk]


def files_given_with(letters: Collection[Letter]) -> dict[int, list[EvidenceFile]]:
    """Of each letter that was given, by its key, the files that stood behind it then."""
    return enclosures_by_letter(letters, until={letter.pk: letter.document.made_at for letter in letters})


def _enclosure(letter: Letter, file: EvidenceFile) -> dict[str, str]:
    case = letter.case.reference if letter.case else ""
    return {
        "name": file.name,
        "source": source_of(file.evidence),
        "url": reverse("cases:file", args=[case, file.pk]),
    }


def checks_of(letter: Letter) -> list[Check]:
    """The checklist of the letter where it is now; none once it is authorised."""
    if letter.status == Status.DRAFT:
        return draft_checks(letter)
    if letter.status in (Status.LEGAL_CHECK, Status.FOR_AUTHORISATION):
        return authorisation_checks(letter)
    return []


def deliveries_of(letter: Letter) -> list[Delivery]:
    """Every recipient's copy, with what became of its mail."""
    rows = Service.objects.filter(recipient__letter=letter).select_related("recipient", "acknowledged_by")
    services = list(rows.order_by("recipient__is_copy", "pk"))
    mails = Dispatch.objects.filter(key__in=[each.dispatch_key for each in services if each.dispatch_key])
    states = {mail.key: mail.get_state_display() for mail in mails}
    failed = set(not_delivered().filter(recipient__letter=letter).values_list("pk", flat=True))
    return [Delivery(each, states.get(each.dispatch_key, ""), each.pk in failed) for each in services]


def steps_of(letter: Letter) -> list[dict[str, str]]:
    """The way of the letter, for the row of steps."""
    steps = [("draft", "Draft", f"by {letter.drafted_by}")]
    if letter.tells_diocese:
        told = letter.diocese_told_at
        steps.append(
            ("diocese", "Diocese told", _day(timezone.localdate(told)) if told else "before it goes on")
        )
    if letter.kind.needs_legal_check:
        checked = letter.law_checked_at
        steps.append(
            ("law", "Legal check", _day(timezone.localdate(checked)) if checked else "5 working days")
        )
    authorised = letter.authorised_at
    note = str(letter.authorised_by) if authorised else "not by a writer"
    steps.append(("authorise", "Authorise", note))
    steps.append(("give", "Give", _day(letter.given_on) if letter.given_on else "the same day"))
    if not letter.kind.asks_answer:
        return _with_states(letter, steps)
    running = letter.running_clock
    due = (
        f"by {_day(running.ends_on)}" if running else f"{letter.days or letter.kind.clock_days} working days"
    )
    steps.append(("answer", "Answer", due))
    after = _day(assessed_after(letter)) if running else "that"
    steps.append(("assess", "Assess", f"5 working days after {after}"))
    return _with_states(letter, steps)


def _with_states(letter: Letter, steps: list[tuple[str, str, str]]) -> list[dict[str, str]]:
    names = [name for name, _, _ in steps]
    now = REACHED.get(Status(letter.status), "")
    if now == "law" and letter.tells_diocese and not letter.diocese_told_at:
        now = "diocese"
    if now == "answer" and (hasattr(letter, "response") or letter.time_is_over):
        now = "assess"
    at = names.index(now) if now else len(names)
    return [
        {"label": label, "note": note, "state": "done" if place < at else "now" if place == at else ""}
        for place, (_, label, note) in enumerate(steps)
    ]


def _day(on: date) -> str:
    return plain_day(on, year=on.year != clock.today().year)


def _authorisers(letter: Letter) -> list[str]:
    writers = {letter.drafted_by_id, *letter.writers.values_list("pk", flat=True)}
    people = users_where(Perm.AUTHORISE_LETTER, letter.school).exclude(pk__in=writers)
    return [user.name for user in people]
