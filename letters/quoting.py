"""Records that a letter may quote, and the words in which it quotes them.

Only what is shared with the school may be quoted to it: nobody reads for the first time in a letter what the
record keeps from them.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from concern_cases.judged import is_of_sip, judged_where, judgement_told, judgements_of, standing_of
from concern_cases.models import Concern, ConcernCase, Disagreement, Evidence, NonEngagement
from evaluation.models import Category, Risk
from letters.models import Ground, Judgement, Letter, Quotable
from letters.wording import plain_day
from schools.permissions import Circle

# What each kind of record says; a change in any of it makes a paragraph written from it out of date.
FACTS: dict[type, tuple[str, ...]] = {
    Concern: ("area_id", "text", "source", "discussed_on", "discussed_with", "not_discussed_why", "circle"),
    Evidence: ("concern_id", "kind", "on", "source", "text", "circle"),
    Category: (
        "category_id",
        "stage",
        "on",
        "reason",
        "agreed_by_id",
        "judged_as",
        "source",
        "disputed_why",
    ),
    Risk: ("kind", "level", "on", "reason", "judged_by_id", "judged_as", "source"),
    Disagreement: ("judgement", "on", "said_by", "said", "source", "circle"),
    NonEngagement: ("kind", "on", "fact", "source", "circle"),
}
GROUND_FIELDS: dict[Any, str] = {
    Concern: "concern",
    Evidence: "evidence",
    Category: "category",
    Risk: "risk",
    Disagreement: "disagreement",
    NonEngagement: "non_engagement",
}


@dataclass
class Records:
    """The records of a case that a letter may quote, and how many are kept from the school."""

    concerns: list[Concern] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    non_engagements: list[NonEngagement] = field(default_factory=list)
    kept_from_school: int = 0

    def in_order(self) -> list[Quotable]:
        """As a letter tells them: concerns with evidence, other evidence, how the school is judged, what it
        said and did.
        """
        told: list[Quotable] = []
        for concern in self.concerns:
            told += [concern, *self.behind(concern)]
        told += [each for each in self.evidence if each not in told]
        return [*told, *self.judgements, *self.disagreements, *self.non_engagements]

    def to_begin_with(self) -> list[Quotable]:
        """What a new letter relies on: everything but judgements in whose place later ones stand."""
        stands = standing_of(self.judgements)
        return [each for each in self.in_order() if each not in self.judgements or each in stands]

    def behind(self, concern: Concern) -> list[Evidence]:
        return [each for each in self.evidence if each.concern_id == concern.pk]


def records_of(case: ConcernCase) -> Records:
    """What is on the case's record and shared with its school."""
    concerns = list(case.concerns.select_related("area"))
    evidence = list(case.evidence.select_related("concern__area"))
    disagreements, non_engagements = list(case.disagreements.all()), list(case.non_engagements.all())
    everything: list[Quotable] = [*concerns, *evidence, *disagreements, *non_engagements]
    return Records(
        concerns=[each for each in concerns if may_be_quoted(each)],
        evidence=[each for each in evidence if may_be_quoted(each)],
        judgements=judgements_of(case),
        disagreements=[each for each in disagreements if may_be_quoted(each)],
        non_engagements=[each for each in non_engagements if may_be_quoted(each)],
        kept_from_school=sum(not may_be_quoted(each) for each in everything),
    )


def added_since(letter: Letter, moment: datetime) -> list[Quotable]:
    """Records that it could quote and does not, which were written, changed or shared after that moment."""
    if letter.case is None or not letter.kind.needs_matters:
        return []
    quoted = {(field_for(each.record), each.record.pk) for each in letter.grounds.all()}
    changed = {
        (column, pk)
        for model, column in GROUND_FIELDS.items()
        for pk in model.history.filter(**_of_case(model, letter.case), history_date__gt=moment).values_list(
            "id", flat=True
        )
    }
    found = records_of(letter.case).in_order() if changed - quoted else []
    return [each for each in found if (field_for(each), each.pk) in changed - quoted]


def _of_case(model: Any, case: ConcernCase) -> dict[str, Any]:
    return {"school": case.school_id} if model in (Category, Risk) else {"case": case}


def belongs_to(record: Quotable, letter: Letter) -> bool:
    """Whether the record is one of the letter's case; a judgement is one of its school."""
    if isinstance(record, Category | Risk):
        return record.school_id == letter.school_id
    return record.case_id == letter.case_id


def may_be_quoted(record: Quotable) -> bool:
    """Whether everybody at the school may read the record: a judgement of the school they may."""
    return isinstance(record, Category | Risk) or record.circle == Circle.SCHOOL


def words_of(record: Quotable) -> str:
    """The paragraph that the record makes, without its date and source: the drafter may word it better."""
    if isinstance(record, Concern):
        return record.text
    if isinstance(record, Evidence):
        return record.text
    if isinstance(record, Disagreement):
        return (
            f"{record.said_by} disagreed with this judgement: “{record.judgement.strip().rstrip('.')}”. "
            f"{_sentence(record.said)}"
        )
    if isinstance(record, Category | Risk):
        return f"{judgement_told(record)} What this rests on: {_sentence(record.reason)}"
    return record.fact


def source_of(record: Quotable) -> str:
    """The date and the source that stand behind the paragraph, whatever its wording."""
    if isinstance(record, Concern):
        return f"{record.source}; {_discussed(record)}"
    if isinstance(record, Evidence):
        name = record.get_kind_display()
        # "SIP note of visit, note of visit 3" says it twice.
        source = record.source if record.kind == Evidence.Kind.OTHER else f"{name}, {record.source}"
        return f"{plain_day(record.on)}: {source}"
    if isinstance(record, Category | Risk):
        return f"{plain_day(record.on)}: {judged_where(record)}"
    return f"{plain_day(record.on)}: {record.source}"


def _discussed(concern: Concern) -> str:
    if concern.discussed_on:
        return f"discussed with {concern.discussed_with} on {plain_day(concern.discussed_on)}"
    return f"not discussed beforehand: {concern.not_discussed_why}"


def _sentence(words: str) -> str:
    words = words.strip()
    return words if words.endswith((".", "!", "?", "”")) else f"{words}."


def heading_of(record: Quotable) -> str:
    """What a paragraph is headed with: the area of a concern, whose judgement, what kind of record it is."""
    if isinstance(record, Concern):
        return record.area.name
    if isinstance(record, NonEngagement):
        return record.get_kind_display()
    if isinstance(record, Category | Risk):
        return (
            "The School Improvement Partner’s judgement" if is_of_sip(record) else "The council’s judgement"
        )
    return "Evidence" if isinstance(record, Evidence) else "The school’s view"


def hash_of(record: Quotable) -> str:
    """SHA-256 (hexadecimal) of what the record says, so that a later change of it is noticed."""
    facts = {name: getattr(record, name) for name in FACTS[type(record)]}
    if isinstance(record, Evidence):
        facts["files"] = sorted(file.sha256 for file in record.files.all())
    text = json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def is_out_of_date(ground: Ground) -> bool:
    """Whether the record was changed, or withdrawn from the school, since the paragraph was written."""
    return ground.record_sha256 != hash_of(ground.record) or not may_be_quoted(ground.record)


def field_for(record: Quotable) -> str:
    """The name of the ground's column that points to such a record."""
    return GROUND_FIELDS[type(record)]


def key_of(record: Quotable) -> str:
    """The record among all that can be quoted: ``concern-12``."""
    return f"{field_for(record)}-{record.pk}"


def place_of(record: Quotable) -> str:
    """Where a check that is about one quoted record is told: its field (``letters.check``)."""
    return f"grounds-{key_of(record)}"
