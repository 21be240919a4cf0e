"""A visit by inspectors in words, as lists, the timeline and the reasons of plans name it."""

from evaluation.models import Inspection, InspectionRecommendation
from record.words import listed, plain_day

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def visit_of(visit: Inspection) -> str:
    """Inside a sentence: “HMI monitoring visit of 6 October 2026”, “full inspection of …”."""
    return f"{inside(visit.kind.name)} of {plain_day(visit.on)}"


def inside(name: str) -> str:
    """A name inside a sentence: HMI and Ofsted's own letters stay capitals."""
    return name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}"


def judged(visit: Inspection) -> str:
    """What was judged, as the end of a sentence: “inadequate: special measures”. Empty if nothing was."""
    grades = [grade for grade in (visit.grade, visit.progress) if grade]
    return "; ".join(inside(grade.name) for grade in grades)


def visit_told(visit: Inspection) -> str:
    """HMI monitoring visit on 6 October 2026: satisfactory progress."""
    words = f"{visit.kind} on {plain_day(visit.on)}"
    return f"{words}: {judged(visit)}" if judged(visit) else words


def ordinal(number: int) -> str:
    """third; from eleven on “number 11”."""
    return ORDINALS[number - 1] if 0 < number <= len(ORDINALS) else f"number {number}"


def unanswered_told(visit: Inspection, open_ones: list[InspectionRecommendation]) -> str:
    """No objective answers the third recommendation of the HMI monitoring visit of 6 October 2026."""
    numbers = listed(ordinal(row.number) for row in open_ones)
    noun = "recommendation" if len(open_ones) == 1 else "recommendations"
    return f"No objective answers the {numbers} {noun} of the {visit_of(visit)}."
