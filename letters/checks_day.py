"""Whether today is a day to give a letter, and whether the calendar that it is counted by is known."""

from datetime import date

from letters.assessing import due_after_the_end
from letters.check import Check, check
from letters.models import Letter
from record import clock
from schools.calendar import Calendar, academic_year, calendar_note


def why_day_is_asked(calendar: Calendar, day: date) -> str:
    """Why a letter is given on that day only with a reason: a sentence; empty on every other day.

    On the last school day before a holiday and, because nobody can see then whether it is one, in a school
    year whose term dates are unknown.
    """
    if calendar.is_eve_of_holiday(day):
        return "Today is the last school day before a holiday."
    year = academic_year(day)
    if year in calendar.years:
        return ""
    return (
        f"The school’s term dates for {year} to {year + 1} are not known, so today may be the last school "
        "day before a holiday."
    )


def sending_day_check(letter: Letter) -> Check:
    """Whether today is a day to give the letter (``why_day_is_asked``), or a reason says why it is given."""
    asked = why_day_is_asked(Calendar.of(letter.school), clock.today())
    if not asked:
        return Check(ok=True, sentence="Today is not the eve of a holiday", note=letter.sending_day_why)
    return check(
        bool(letter.sending_day_why),
        yes="There is a reason for giving it today",
        no=f"{asked} Say why the letter has to be given today.",
        field="sending_day_why",
        note=letter.sending_day_why,
    )


def calendar_check(letter: Letter) -> list[Check]:
    """That its time is counted without holidays that nobody entered: told only where that is so."""
    rule = letter.kind.clock_rule
    if rule is None or not rule.leaves_out_school_holidays:
        return []
    due, _ = due_after_the_end(letter)
    note = calendar_note(letter.school, clock.today(), due.ends_on) if due else ""
    sentence = "Its last day may be too early: a holiday may fall into its time"
    return [Check(ok=True, sentence=sentence, note=note, to_be_known=True)] if note else []
