"""The county's 27 cases, one at every stage, over two school years, and their letters."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """One case: its risk, its last conference and how far that got, and what follows from it.

    Days are counted back from the last day on which the schools were open, or on from today when negative:
    that conference is still to come. The conferences before the last come at the intervals of the risk.
    """

    risk: str
    last: int | None = None  # the day of the last conference; None for a case that was just opened
    held: int = 0  # conferences before the last
    last_reaches: str = "end"  # the step of the last conference that is still open
    letter: str = ""  # the step of the warning letter that is still open; "" for no letter
    concern: str = ""  # what became of the letter of concern (``demo.letters_of_concern``); "" for no letter
    wrote: int = 0  # the day on which that letter was begun
    disputed: bool = False  # the school disagrees, and does not take part
    closed: bool = False  # by a decision of the last conference
    opened: int = 0  # the day of the opening, of a case without conferences


# In the order in which schools are taken.
PLANS: list[Plan] = [
    # On their way, with the next conference ahead.
    Plan(risk="high", held=4, last=-3, last_reaches="collect_papers", concern="complied", wrote=200),
    Plan(risk="high", held=3, last=-11, last_reaches="collect_papers", concern="posted", wrote=20),
    Plan(risk="medium", held=2, last=-8, last_reaches="collect_papers", concern="answered", wrote=30),
    Plan(risk="high", held=2, last=-21, last_reaches="collect_papers", concern="extended", wrote=27),
    Plan(risk="medium", held=1, last=-17, last_reaches="collect_papers", concern="overdue", wrote=40),
    Plan(risk="high", last=-5, last_reaches="collect_papers", concern="to_post", wrote=8),
    # A conference was held lately, or should have been recorded.
    Plan(risk="high", held=4, last=4, last_reaches="hold_conference", concern="withdrawn", wrote=45),
    Plan(risk="medium", held=1, last=6, last_reaches="hold_conference"),
    Plan(risk="high", held=2, last=5, last_reaches="draft_minutes"),
    Plan(risk="medium", last=12, last_reaches="draft_minutes"),
    Plan(risk="high", held=2, last=9, last_reaches="check_minutes"),
    Plan(risk="low", last=14, last_reaches="check_minutes"),
    Plan(risk="medium", held=2, last=18, last_reaches="schedule_next", concern="sent_back", wrote=15),
    Plan(risk="high", last=20, last_reaches="schedule_next"),
    # Warning letters, one at every step; the last was not complied with, and a notice is in law.
    Plan(risk="high", held=1, last=15, letter="assemble_grounds", disputed=True),
    Plan(risk="high", held=1, last=22, letter="legal_check", disputed=True),
    Plan(risk="high", held=1, last=26, letter="authorise", disputed=True),
    Plan(risk="high", held=1, last=32, letter="given", disputed=True),
    Plan(risk="high", held=1, last=38, letter="acknowledged", disputed=True),
    Plan(risk="high", held=2, last=52, letter="assess_response", disputed=True),
    Plan(risk="high", held=1, last=70, letter="s60_notice", disputed=True),
    # Just opened.
    Plan(risk="medium", opened=24),
    Plan(risk="high", opened=11),
    Plan(risk="low", opened=19),
    # Closed: better.
    Plan(risk="medium", held=2, last=300, closed=True),
    Plan(risk="high", held=3, last=200, closed=True),
    Plan(risk="low", held=1, last=280, closed=True),
]
