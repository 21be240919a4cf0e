"""What a notice under the 2006 Act has to say, computed: for the page's checklist and for the refusal."""

from letters.check import Check, check
from letters.content import deadline_of
from letters.law import POWERS, by_ground, by_power, has_foundation_governors, window_ends
from letters.models import Letter, Recipient
from letters.recipients import recipients_of
from letters.wording import full_day, listed, plain_day
from record import clock


def law_checks(letter: Letter) -> list[Check]:
    """Everything that the Act asks of this kind of notice, as it would be given today; empty for a letter."""
    if not letter.kind.statutory:
        return []
    checks: list[Check] = []
    if letter.kind.states_grounds:
        checks.append(_grounds_check(letter))
    if letter.kind.states_powers:
        checks += [_powers_check(letter), *_window_check(letter)]
    checks.append(_period_check(letter))
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
    """A proposal names no power whose two months have passed."""
    notice = letter.follows
    running = notice.running_clock if letter.kind.must_follow and notice else None
    if running is None:
        return []
    last = window_ends(running.ends_on)
    gone = [f"section {POWERS[code].section}" for code in letter.powers if POWERS[code].two_months]
    return [
        check(
            not gone or last >= clock.today(),
            yes="The powers can still be used",
            no=f"The two months for {listed(gone)} ended on {full_day(last)}. Take these powers out.",
            field="powers",
            note=f"sections 64 and 66 until {plain_day(last)}" if gone else "",
        )
    ]


def _period_check(letter: Letter) -> Check:
    """The period is named, and every action can be done within it."""
    due = deadline_of(letter, given=clock.today(), method=recipients_of(letter)[0].method)
    if due is None or due.days < 1:
        return Check(ok=False, sentence="Say how many working days the notice gives.", field="days")
    after = [str(each.number) for each in letter.required_actions.all() if each.by > due.ends_on]
    return check(
        not after,
        yes="The period is stated, and each action falls within it",
        no=f"The period ends on {full_day(due.ends_on)}, before the date of action {listed(after)}. Give a "
        "longer period or an earlier date.",
        field="days" if letter.kind.own_period else "actions",
        note=f"{due.days} working days",
    )
