"""The kinds of letter that every copy begins with; people may change them afterwards.

``{body}`` in their words stands for "governing body", or "trust" where the letter goes to an academy's trust.
Section 60 notices are a different document with rules in law, and are not among these.
"""

from typing import Any

CLOCK_RULE = "inspection"

LETTER_OF_CONCERN = {
    "code": "letter_of_concern",
    "name": "Letter of concern",
    "order": 1,
    "on_ladder": 1,
    "clock_days": 15,
    "needs_legal_check": False,
    "needs_disagreement": False,
    "needs_non_engagement": False,
    "needs_evidence": True,
    "for_academies": True,
    "opening": (
        "I write to the {body} because the council is concerned about the school. This letter says what "
        "concerns us and on what evidence, what we ask the {body} to do, and by when.\n\n"
        "It has no legal effect. We write so that what we have talked about is on paper and can be answered."
    ),
    "consequence": (
        "We shall read your answer within five working days of receiving it and write to you. If the actions "
        "are done, the matter of this letter is closed. If they are not, the council will consider what "
        "should follow. You would hear from us before that."
    ),
    "support": (
        "The council’s advisers who know the school will help with any of these actions, on a day that "
        "suits you. Support that was offered to the school earlier remains open to it."
    ),
}
WARNING_LETTER = {
    "code": "warning_letter",
    "name": "Warning letter",
    "order": 2,
    "on_ladder": 2,
    "clock_days": 20,
    "needs_legal_check": True,
    "needs_disagreement": True,
    "needs_non_engagement": True,
    "needs_evidence": True,
    "for_academies": False,
    "opening": (
        "I write to the {body} because the council is seriously concerned about the school. The School "
        "Improvement Partner has judged it on evidence, the school disagrees with that judgement, and the "
        "work that is needed has not begun. This letter says what concerns us and on what evidence, what we "
        "consider that the {body} needs to do, and by when.\n\n"
        "It is not a warning notice under section 60 of the Education and Inspections Act 2006 and has no "
        "statutory effect."
    ),
    "consequence": (
        "We shall read your answer within five working days of receiving it and write to you. If the actions "
        "are done, the matter of this letter is closed. If they are not, the council will consider what "
        "should follow, which may include a warning notice under section 60 of the Act. You would hear from "
        "us before that."
    ),
    "support": (
        "The School Improvement Partner and the council’s other advisers will help with any of these "
        "actions, on a day that suits you. Support that was offered to the school earlier remains open to it."
    ),
}
KINDS: list[dict[str, Any]] = [LETTER_OF_CONCERN, WARNING_LETTER]
