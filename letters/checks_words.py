"""Whether what a letter asks for can be kept and judged, and whether its own words state a matter."""

import re

from letters.assessing import due_after_the_end
from letters.check import Check, check_each
from letters.models import Letter, RequiredAction
from letters.wording import counted, listed, plain_day
from record import clock

NUMBERED = re.compile(r"^[ \t]*\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)][ \t]+\S", re.MULTILINE | re.IGNORECASE)


def numbered_words_check(letter: Letter) -> list[Check]:
    """That further words number points of their own, which rest on no record: for whoever reads the letter.

    Whether one of them holds a matter against the school can't be computed.
    """
    points = NUMBERED.findall(letter.body) if letter.kind.needs_matters else []
    if not points:
        return []
    note = (
        f"{counted(len(points), 'point')}. Each matter has to rest on a record: read them, and quote a "
        "record where one states a matter."
    )
    sentence = "Further words number points of their own"
    return [Check(ok=True, sentence=sentence, note=note, to_be_known=True)]


def action_checks(letter: Letter) -> list[Check]:
    """Each action has a measure and a date to come, within the time that the letter gives."""
    actions: list[RequiredAction] = list(letter.required_actions.all())
    if not actions and not letter.kind.needs_actions:
        return []
    if not actions:
        return [Check(ok=False, sentence="Write what the school has to do.", field="actions")]
    past = [
        (field_of(each, "by"), f"The date of action {each.number} has passed. Give a date to come.")
        for each in actions
        if each.by <= clock.today()
    ]
    bare = [
        (field_of(each, "measure"), f"Say how action {each.number} will be measured.")
        for each in actions
        if not each.measure.strip()
    ]
    days = listed(plain_day(each.by) for each in actions)
    return [
        *check_each(past, yes="Each action has a date to come", note=days),
        *check_each(bare, yes="Each action has a measure", note=counted(len(actions), "action")),
        *_late_actions_check(letter),
    ]


def field_of(action: RequiredAction, name: str) -> str:
    """The field of the draft that holds what the action says: what, measure or by."""
    return f"actions-{action.number - 1}-{name}"


def _late_actions_check(letter: Letter) -> list[Check]:
    """Which actions are due after the last day; of a notice that is refused (``law_checks``)."""
    due, late = (None, []) if letter.kind.statutory else due_after_the_end(letter)
    if due is None or not late:
        return []
    numbers, last = listed(str(each.number) for each in late), max(each.by for each in late)
    answer = f"An answer is due by {plain_day(due.ends_on)}"
    note = f"{answer}; once it came, the letter is judged after {plain_day(last)}"
    sentence = f"Due after the last day of the letter: action {numbers}"
    return [Check(ok=True, sentence=sentence, note=note, to_be_known=True)]
