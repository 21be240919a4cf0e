"""What changed in a letter since it was last sent on, part by part and word by word."""

from dataclasses import dataclass

from concern_cases.plan_pages.rewording import Piece, pieces
from letters.addressees import Addressee
from letters.history import told_of_before
from letters.kind_words import OF_KIND, parts_of_kind
from letters.law import by_ground, by_power
from letters.models import Letter, LetterDraft
from letters.quoting import field_for, heading_of
from letters.recipients import recipients_of
from letters.wording import counted, plain_day
from record import clock

Parts = dict[str, list[str]]
BEFORE, WAY = "before-", "way-"


@dataclass(frozen=True)
class Change:
    """One part of the letter that says something else than before."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Changes:
    """Everything that changed since the draft that went on before; without changes it says so."""

    since: LetterDraft
    changes: list[Change]


def parts_of(letter: Letter) -> Parts:
    """What the letter says now, also by its kind, by keys that stay: [what it is called, what it says]."""
    parts: Parts = {"subject": ["Subject", letter.subject], "body": ["Further words", letter.body]}
    if letter.replaces:
        parts["ends_why"] = ["Why it takes the other letter’s place", letter.ends_why]
    for ground in letter.grounds.with_records():
        key = f"{field_for(ground.record)}-{ground.record.pk}"
        parts[key] = [f"Paragraph {ground.number}, {heading_of(ground.record)}", ground.text]
    rows = told_of_before(letter, given=clock.today())
    if not rows:
        parts[BEFORE] = ["What was done before", ""]
    for row in rows:
        parts[f"{BEFORE}{row.key}"] = [
            "What was done before",
            f"{plain_day(row.on)}: {row.what.rstrip('.')}. {row.became}",
        ]
    for action in letter.required_actions.all():
        words = f"{action.what} Measure: {action.measure} By {plain_day(action.by)}."
        parts[f"action-{action.number}"] = [f"Action {action.number}", words]
    if letter.kind.statutory:
        parts["grounds"] = ["Grounds in law", " ".join(by_ground(letter.grounds_in_law))]
        parts["powers"] = ["Powers", "; ".join(by_power(letter.powers))]
        parts["days"] = ["Period", counted(letter.days, "working day") if letter.days else ""]
        parts["appointed_by"] = ["Who appoints the foundation governors", letter.appointed_by]
    for each in recipients_of(letter):
        if each.said:
            parts[f"{WAY}name-{each.key}"] = [f"Who is {each.post}", each.name]
        if each.chosen:
            parts[f"{WAY}{each.key}"] = [f"How it goes to {each.described}", _how_and_why(each)]
    return {**parts, **parts_of_kind(letter)}


def changes_of(letter: Letter) -> Changes | None:
    """What changed since the letter was sent on the last time before this one; None the first time."""
    drafts = list(letter.drafts.select_related("sent_by").order_by("-number")[:2])
    if letter.status != Letter.Status.DRAFT:
        drafts = drafts[1:]  # the last one is what lies on the table
    if not drafts:
        return None
    before, now = drafts[0].parts, parts_of(letter)
    keys = [*now, *(key for key in before if key not in now)]
    if not any(key.startswith(OF_KIND) for key in before):  # sent on when that was not kept yet
        keys = [key for key in keys if not key.startswith(OF_KIND)]
    changes = [_change(before.get(key), now.get(key)) for key in keys]
    return Changes(drafts[0], [each for each in changes if each])


def before_has_changed(letter: Letter) -> bool:
    """Whether what the letter tells of before is something else than when it was sent on the last time.

    Of one sent on when letters did not tell of before it is not known, so nothing counts as changed.
    """
    then, now = _since_sent_on(letter, BEFORE)
    return bool(then) and then != now


def ways_have_changed(letter: Letter) -> bool:
    """Whether it goes in another way or by another name than was said when it was sent on the last time."""
    then, now = _since_sent_on(letter, WAY)
    return then != now


def _since_sent_on(letter: Letter, beginning: str) -> tuple[Parts, Parts]:
    """The parts whose keys begin so, when it was sent on the last time and now; none if it never was."""
    sent = letter.drafts.order_by("-number").first()
    if sent is None:
        return {}, {}
    then, now = (
        {key: words for key, words in parts.items() if key.startswith(beginning)}
        for parts in (sent.parts, parts_of(letter))
    )
    return then, now


def _change(before: list[str] | None, now: list[str] | None) -> Change | None:
    old, new = before[1] if before else "", now[1] if now else ""
    if old.split() == new.split():
        return None
    label = (now or before or [""])[0]
    return Change(label, pieces(old, new))


def _how_and_why(each: Addressee) -> str:
    """How it goes and, of a notice in law by e-mail, why it may."""
    return f"{each.how} ({each.why})" if each.why else each.how
