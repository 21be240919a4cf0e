"""The kinds of letter that every copy begins with; people may change them afterwards.

``{body}`` in their words stands for "governing body", or "trust" where the letter goes to an academy's trust.
Whoever changes what a kind says ends its row the day before and adds another of the same ``series``: letters
that were written keep theirs. Notices under the 2006 Act are in ``letters/reference_notices.py``.
"""

from typing import Any

from letters.reference_notices import NOTICES
from letters.reference_october import OCTOBER_LETTER

CLOCK_RULE = "inspection"
NO_EFFECT = (
    "This letter has no legal effect by itself. It says what worries the council, and what the council "
    "thinks "
    "the {body} must do."
)

LETTER_OF_CONCERN = {
    "code": "letter_of_concern",
    "series": "letter_of_concern",
    "name": "Letter of concern",
    "order": 1,
    "on_ladder": 1,
    "clock_days": 15,
    "needs_legal_check": False,
    "needs_disagreement": False,
    "needs_non_engagement": False,
    "needs_evidence": True,
    "for_academies": True,
    "clock_rule": CLOCK_RULE,
    # The regional director's copy is that of an academy's letter alone.
    "copies_to": ["clerk", "head", "diocese", "regional_director"],
    "effect": NO_EFFECT,
    "opening": (
        "I write to the {body} because the council is concerned about the school. This letter says what "
        "concerns us and on what evidence, what we ask the {body} to do, and by when.\n\n"
        "It has no legal effect. We write so that what we have talked about is on paper and can be answered."
    ),
    "consequence": (
        "We shall read your answer when it comes, and write to you within five working days of the last day "
        "named in this letter; if no answer comes, of the day by which it is due. If the actions are done, "
        "the matter of this letter is closed. If they are not, the council will consider what "
        "should follow. You would hear from us before that."
    ),
    "support": (
        "The council’s advisers who know the school will help with any of these actions, on a day that "
        "suits you. Support that was offered to the school earlier remains open to it."
    ),
}
WARNING_LETTER = {
    "code": "warning_letter",
    "series": "warning_letter",
    "name": "Warning letter",
    "order": 2,
    "on_ladder": 2,
    "clock_days": 20,
    "needs_legal_check": True,
    "needs_disagreement": True,
    "needs_non_engagement": True,
    "needs_evidence": True,
    "for_academies": False,
    "clock_rule": CLOCK_RULE,
    "effect": NO_EFFECT,
    "opening": (
        "I write to the {body} because the council is seriously concerned about the school. The School "
        "Improvement Partner has judged it on evidence, the school disagrees with that judgement, and it has "
        "not engaged with the work that is needed. This letter says what concerns us and on what evidence, "
        "what we consider that the {body} needs to do, and by when.\n\n"
        "It is not a warning notice under section 60 of the Education and Inspections Act 2006 and has no "
        "statutory effect."
    ),
    "consequence": (
        "We shall read your answer when it comes, and write to you within five working days of the last day "
        "named in this letter; if no answer comes, of the day by which it is due. If the actions are done, "
        "the matter of this letter is closed. If they are not, the council will consider what "
        "should follow, which may include a warning notice under section 60 of the Act. You would hear from "
        "us before that."
    ),
    "support": (
        "The School Improvement Partner and the council’s other advisers will help with any of these "
        "actions, on a day that suits you. Support that was offered to the school earlier remains open to it."
    ),
}
FREE_LETTER = {
    "code": "free_letter",
    "series": "free_letter",
    "name": "Letter",
    "order": 9,
    "needs_legal_check": False,
    "needs_matters": False,
    "needs_actions": False,
    "needs_evidence": False,
    "for_academies": True,
    "copies_to": ["clerk", "head"],
    "effect": "This letter has no legal effect, and the council does not ask for an answer.",
}
_ENDING: dict[str, Any] = {
    "order": 8,
    "needs_legal_check": False,
    "needs_matters": False,
    "needs_actions": False,
    "needs_evidence": False,
    "for_academies": True,
    "copies_to": [],  # everybody who got the letter that it ends
}
WITHDRAWAL = {
    **_ENDING,
    "code": "withdrawal",
    "series": "withdrawal",
    "name": "Notice of withdrawal",
    "ends_as": "withdrawn",
    "effect": "The letter that this notice is about no longer stands. You need not answer.",
    "opening": (
        "The council withdraws its {ended} of {ended_on}, {ended_reference}. Nothing that it asks for is "
        "required "
        "any more, and no answer to it is awaited."
    ),
}
SUPERSESSION = {
    **_ENDING,
    "code": "supersession",
    "series": "supersession",
    "name": "Notice that a letter is superseded",
    "ends_as": "superseded",
    "effect": "The letter that this notice is about no longer stands. You need not answer.",
    "opening": (
        "The council’s {ended} of {ended_on}, {ended_reference}, is superseded. It no longer has effect, "
        "and no "
        "answer to it is awaited."
    ),
}
KINDS: list[dict[str, Any]] = [
    LETTER_OF_CONCERN,
    WARNING_LETTER,
    *NOTICES,
    OCTOBER_LETTER,
    WITHDRAWAL,
    SUPERSESSION,
    FREE_LETTER,
]
