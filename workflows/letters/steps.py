"""The human steps of a letter."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from letters.assessing import assessed_after
from letters.check import checklist
from letters.checks import authorisation_checks, draft_checks
from letters.checks_day import why_day_is_asked
from letters.content import facts_of
from letters.governors import answers_for_school, on_both_sides
from letters.models import Quotable
from letters.pages import given_facts, kept_from_school, review_facts
from letters.reached import why_not_reached
from letters.recipients import diocesan_readers, recipients_of
from letters.services import answering, authorising, drafting
from letters.services.drafting import ActionAsked
from letters.services.representing import record_hmci_decision
from letters.services.stating_law import LawStated, state_law
from letters.services.timing import extend_clock
from letters.services.using_powers import decide_on_powers
from people.access import may
from people.models import User
from record import clock
from schools.calendar import Calendar
from schools.permissions import Perm
from workflows.letters import forms
from workflows.letters.answer_form import AnswerForm
from workflows.letters.moments import letter_of
from workflows.models import CaseworkProcess
from workflows.steps import Due, Step, alone, working_days


class LetterStep(Step):
    """A step for which there are so many working days; ``How letters run`` tells how many."""

    days: int

    def not_for(self, process: CaseworkProcess) -> Collection[User]:
        """Whoever answers the letter for the school does not decide on it for the council."""
        return on_both_sides(letter_of(process), self.perm)


class AssembleGrounds(LetterStep):
    title = "Choose what the letter relies on"
    done = "chose what the letter relies on"
    perm = Perm.DRAFT_LETTER
    form = forms.AssembleForm
    days = 3
    button = "Choose these records"
    template_name = "workflows/letters/assemble_grounds.html"

    def due(self, process: CaseworkProcess) -> Due:
        return working_days(self.days, after=clock.today(), process=process)

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        letter = letter_of(process)
        return {"letter": letter, "kept": kept_from_school(letter)}

    def perform(
        self,
        process: CaseworkProcess,
        *,
        by: User,
        records: Sequence[Quotable] | None = None,
        not_told: Sequence[str] | None = None,
    ) -> None:
        """Without ``records`` the letter relies on everything that it was begun with, and tells as before."""
        letter = letter_of(process)
        if records is None:
            records = [ground.record for ground in letter.grounds.all()]
        drafting.set_grounds(letter, records=records, not_told=not_told, by=by)


class DraftLetter(LetterStep):
    title = "Draft the letter"
    done = "drafted the letter"
    perm = Perm.DRAFT_LETTER
    form = forms.DraftForm
    days = 5
    button = "Save and send it on"
    template_name = "workflows/letters/draft_letter.html"

    def due(self, process: CaseworkProcess) -> Due:
        return working_days(self.days, after=clock.today(), process=process)

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        letter = letter_of(process)
        preview = facts_of(letter, given=clock.today())
        return {"letter": letter, "preview": preview, **checklist(draft_checks(letter))}

    def perform(
        self,
        process: CaseworkProcess,
        *,
        by: User,
        subject: str | None = None,
        body: str = "",
        ends_why: str | None = None,
        paragraphs: dict[int, str] | None = None,
        actions: Sequence[ActionAsked] | None = None,
        law: LawStated | None = None,
    ) -> None:
        """What is given is saved first; then the letter goes on."""
        letter = letter_of(process)
        if subject is not None:
            drafting.edit_letter(
                letter, subject=subject, body=body, paragraphs=paragraphs, ends_why=ends_why, by=by
            )
        if law is not None:
            state_law(letter, law=law, by=by)
        if actions is not None:
            drafting.set_required_actions(letter, actions=actions, by=by)
        drafting.submit_letter(letter, by=by)


class TellDiocese(LetterStep):
    title = "Tell the diocese"
    done = "told the diocese"
    perm = Perm.DRAFT_LETTER
    form = forms.TellForm
    days = 1
    button = "Tell the diocese"
    template_name = "workflows/letters/tell_diocese.html"

    def due(self, process: CaseworkProcess) -> Due:
        return working_days(self.days, after=clock.today(), process=process)

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        letter = letter_of(process)
        return {"letter": letter, "officers": diocesan_readers(letter.school, Perm.READ_DIOCESE)}

    def perform(self, process: CaseworkProcess, *, by: User, how: str = "") -> None:
        authorising.tell_diocese(letter_of(process), how=how, by=by)


class LegalCheck(LetterStep):
    title = "Check the letter in law"
    done = "checked the letter in law"
    perm = Perm.CHECK_LETTER_LAW
    form = forms.LawForm
    days = 5
    button = "Record the check"
    template_name = "workflows/letters/legal_check.html"

    def due(self, process: CaseworkProcess) -> Due:
        return working_days(self.days, after=clock.today(), process=process)

    def not_for(self, process: CaseworkProcess) -> Collection[User]:
        return [*super().not_for(process), *alone(letter_of(process).drafted_by)]

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        return {**_to_be_read(process), **checklist(draft_checks(letter_of(process)))}

    def perform(self, process: CaseworkProcess, *, by: User, agreed: bool, remarks: str = "") -> None:
        authorising.check_law(letter_of(process), agreed=agreed, remarks=remarks, by=by)


class Authorise(LetterStep):
    title = "Authorise the letter"
    done = "decided on the letter"
    perm = Perm.AUTHORISE_LETTER
    form = forms.AuthoriseForm
    days = 3
    button = "Record the decision"
    template_name = "workflows/letters/authorise.html"

    def due(self, process: CaseworkProcess) -> Due:
        return working_days(self.days, after=clock.today(), process=process)

    def not_for(self, process: CaseworkProcess) -> Collection[User]:
        return [*super().not_for(process), *alone(letter_of(process).drafted_by)]

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        letter = letter_of(process)
        return {
            **_to_be_read(process),
            **checklist(authorisation_checks(letter)),
            "day_asked": why_day_is_asked(Calendar.of(letter.school), clock.today()),
            "recipients": recipients_of(letter),
        }

    def perform(
        self,
        process: CaseworkProcess,
        *,
        by: User,
        agreed: bool = True,
        remarks: str = "",
        sending_day_why: str = "",
    ) -> None:
        if agreed:
            authorising.authorise_letter(letter_of(process), sending_day_why=sending_day_why, by=by)
        else:
            authorising.send_back(letter_of(process), why=remarks, by=by)


class AwaitResponse(Step):
    # It stands on two lists: of the governors, who answer, and of the Senior Adviser, who waits for the
    # answer and enters one that comes on paper.
    title = "Answer to the letter is due"
    done = "answered the letter"
    perm = Perm.RESPOND_TO_LETTER
    form = AnswerForm
    button = "Send the answers"
    template_name = "workflows/letters/await_response.html"

    def due(self, process: CaseworkProcess) -> Due:
        running = letter_of(process).running_clock
        return Due(on=running.ends_on, rule=running.rule, counted=running.counted)

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        letter = letter_of(process)
        return {"letter": letter, "for_school": answers_for_school(user, letter), **given_facts(letter)}

    def perform(
        self,
        process: CaseworkProcess,
        *,
        by: User,
        answers: Mapping[int, str] | None = None,
        **how: Any,
    ) -> None:
        """The answer is whole with it, or added to: a part of it (``send_answer``) leaves the step open."""
        letter, answers = letter_of(process), answers or {}
        if hasattr(letter, "response"):
            how.pop("whole", None)
            answering.add_to_answer(letter, answers=answers, by=by, **how)
        else:
            answering.answer_letter(letter, answers=answers, by=by, **how)


class HmciDecision(LetterStep):
    title = "Record what the Chief Inspector decided"
    done = "recorded what the Chief Inspector decided"
    perm = Perm.ASSESS_RESPONSE
    form = forms.HmciForm
    days = 5
    button = "Record it"
    template_name = "workflows/letters/hmci_decision.html"

    def due(self, process: CaseworkProcess) -> Due:
        return working_days(self.days, after=letter_of(process).running_clock.ends_on, process=process)

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        return {"letter": letter_of(process)}

    def perform(self, process: CaseworkProcess, *, by: User, decision: str, on: date | None = None) -> None:
        record_hmci_decision(letter_of(process), decision=decision, on=on, by=by)


class AssessResponse(LetterStep):
    title = "Assess the answer to the letter"
    done = "assessed the answer"
    perm = Perm.ASSESS_RESPONSE
    form = forms.AssessForm
    days = 5
    button = "Record the finding"
    template_name = "workflows/letters/assess_response.html"

    def due(self, process: CaseworkProcess) -> Due:
        """Five working days after the letter's time, and after its actions' days if it was answered."""
        return working_days(self.days, after=assessed_after(letter_of(process)), process=process)

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        letter = letter_of(process)
        enters = may(user, Perm.RESPOND_TO_LETTER, letter.school)
        facts = {"letter": letter, "can_enter": enters, "not_reached": why_not_reached(letter)}
        return {**facts, **given_facts(letter)}

    def initial(self, process: CaseworkProcess) -> dict[str, Any]:
        """More time is proposed to the last of its actions' days, if that is after its last day."""
        letter = letter_of(process)
        last = max((each.by for each in letter.required_actions.all()), default=clock.today())
        return {"ends_on": last} if last > max(clock.today(), letter.running_clock.ends_on) else {}

    def perform(
        self,
        process: CaseworkProcess,
        *,
        by: User,
        why: str,
        complied: bool = False,
        powers: Sequence[str] = (),
        until: date | None = None,
    ) -> None:
        """With ``until`` there is more time instead of a finding: an answer, or more of it, is awaited again.

        After a proposal it is recorded instead which ``powers`` are used.
        """
        if until:
            extend_clock(letter_of(process), ends_on=until, why=why, by=by)
            return
        if letter_of(process).kind.must_follow:
            decide_on_powers(letter_of(process), powers=powers, why=why, by=by)
            return
        answering.assess_letter(letter_of(process), complied=complied, why=why, by=by)


def _to_be_read(process: CaseworkProcess) -> dict[str, Any]:
    letter = letter_of(process)
    return {"letter": letter, "preview": facts_of(letter, given=clock.today()), **review_facts(letter)}
