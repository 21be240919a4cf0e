"""What a decision will set going, said before it is made."""

from meetings.models import DecisionCode

Effect = DecisionCode.Effect
APPROVED = "When the minutes are approved"

WORDS = {
    Effect.NONE: "Nothing more is set going: the case goes on as it is.",
    Effect.LETTER: f"{APPROVED}, the letter is begun, with a task for whoever drafts it. Where the "
    "school can’t be given it, whoever leads the case is asked to see to it.",
    Effect.CADENCE: f"{APPROVED}, conferences are held at the interval that you choose here.",
    Effect.CATEGORY: f"{APPROVED}, the school has the category that you choose here.",
    Effect.PLAN: f"{APPROVED}, the next version of the plan is opened, with this as its reason.",
    Effect.SUPPORT: f"{APPROVED}, whoever leads the case is asked to see to it.",
    Effect.STRATEGY: f"{APPROVED}, the school stands on the agenda of the strategy meeting.",
    Effect.STEP_DOWN: f"{APPROVED}, whoever leads the case is asked to step it down.",
    Effect.CLOSE: f"{APPROVED}, whoever leads the case is asked to close it: it is never closed by itself.",
    Effect.ASK: f"{APPROVED}, whoever leads the case is asked to see to it.",
}


def effects(codes: list[DecisionCode]) -> list[tuple[DecisionCode, str]]:
    """Each decision with what it sets going."""
    return [(code, WORDS[Effect(code.effect)]) for code in codes]
