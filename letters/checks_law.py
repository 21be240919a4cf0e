"""What a notice under the 2006 Act has to say, computed: for the page's checklist and for the refusal."""

from letters.assessing import due_after_the_end
from letters.check import Check, check, check_each
from letters.checks_words import field_of
from letters.intervention import ends_too_late, too_late
from letters.ladder import ran_out
from letters.law import by_ground, by_power, has_foundation_governors
from letters.models import Letter, Recipient
from letters.reached import why_not_reached
from letters.wording import full_day, listed


def law_checks(letter: Letter) -> list[Check]:
    """Everything that the Act asks of this kind of notice, as it would be given today; empty for a letter."""
    if not letter.kind.statutory:
        return []
    checks: list[Check] = []
    if letter.kind.states_grounds:
        checks.append(_grounds_check(letter))
    if letter.kind.states_powers:
        checks += [_powers_check(letter), *_window_check(letter)]
    checks += _period_check(letter)
    if has_foundation_governors(letter.school) and Recipient.As.APPOINTER in letter.kind.copies_to:
        checks.append(
            check(
                bool(letter.appointed_by.strip()),
                yes="Who appoints the foundation governors gets a copy",
                no="Say who appoints the foundation governors, with the address: a copy goes there.",
                field="appointed_by",
                note=letter.appointed_by.strip().partition("\n")[0],
            )
        )
    return checks


def _grounds_check(letter: Letter) -> Check:
    stated = by_ground(letter.grounds_in_law)
    return check(
        bool(stated),
        yes="The grounds in section 60 are stated",
        no="Choose which of the grounds in section 60 apply.",
        field="grounds_in_law",
        note=listed(each.partition(" ")[0] for each in stated),
    )


def _powers_check(letter: Letter) -> Check:
    stated = by_power(letter.powers)
    return check(
        bool(stated),
        yes="The powers are stated",
        no="Choose the powers that the council would use.",
        field="powers",
        note=listed(each.partition(":")[0].lower() for each in stated),
    )


def _window_check(letter: Letter) -> list[Check]:
    """A proposal follows a notice that stands, and names no power whose two months pass before its end."""
    if not letter.kind.must_follow:
        return []
    late = too_late(letter, letter.powers)
    due, _ = due_after_the_end(letter)
    never = ends_too_late(letter, due.ends_on) if due and not late else ""
    return [
        check(
            ran_out(letter.kind, letter.follows),
            yes="The period of the notice before it has ended, and it was not complied with",
            no=_why_no_proposal(letter.follows),
            field="kind",
        ),
        check(not late, yes="The powers can still be used", no=late, field="powers"),
        *([Check(ok=False, sentence=never, field="days")] if never else []),
    ]


def _why_no_proposal(notice: Letter | None) -> str:
    if notice and notice.status == Letter.Status.NOT_COMPLIED and not notice.time_is_over:
        last = full_day(notice.running_clock.ends_on)
        return f"The period of the warning notice runs to {last}. Powers can be proposed after it."
    if notice and notice.status == Letter.Status.NOT_COMPLIED and (unknown := why_not_reached(notice)):
        return unknown
    return "The warning notice that it follows no longer stands. Withdraw this proposal."


def _period_check(letter: Letter) -> list[Check]:
    """The period is named, and every action can be done within it."""
    due, late = due_after_the_end(letter)
    if due is None or due.days < 1:
        return [Check(ok=False, sentence="Say how many working days the notice gives.", field="days")]
    ends = f"The period ends on {full_day(due.ends_on)}, before the date of action"
    if not letter.kind.own_period:
        after = [(field_of(each, "by"), f"{ends} {each.number}. Give an earlier date.") for each in late]
    elif late:
        numbers = listed(str(each.number) for each in late)
        after = [("days", f"{ends} {numbers}. Give a longer period or an earlier date.")]
    else:
        after = []
    right = "The period is stated, and each action falls within it"
    return check_each(after, yes=right, note=f"{due.days} working days")
