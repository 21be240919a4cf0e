"""The county's 26 cases, one at every stage, over two school years."""

from demo.story import Plan

# Days ago; a negative conference is still to come. In the order in which schools are taken.
PLANS: list[Plan] = [
    # On their way, with the next conference ahead.
    Plan(opened=376, risk="high", conferences=(330, 240, 150, 66, -3), last_reaches="collect_papers"),
    Plan(opened=300, risk="high", conferences=(262, 170, 75, -11), last_reaches="collect_papers"),
    Plan(opened=252, risk="medium", conferences=(220, 130, -8), last_reaches="collect_papers"),
    Plan(opened=200, risk="high", conferences=(165, 70, -21), last_reaches="collect_papers"),
    Plan(opened=160, risk="medium", conferences=(130, -17), last_reaches="collect_papers"),
    Plan(opened=60, risk="high", conferences=(-4,), last_reaches="collect_papers"),
    # A conference was held lately, or should have been recorded.
    Plan(opened=420, risk="high", conferences=(380, 290, 200, 100, 4), last_reaches="hold_conference"),
    Plan(opened=180, risk="medium", conferences=(140, 6), last_reaches="hold_conference"),
    Plan(opened=230, risk="high", conferences=(190, 95, 5), last_reaches="draft_minutes"),
    Plan(opened=130, risk="medium", conferences=(12,), last_reaches="draft_minutes"),
    Plan(opened=270, risk="high", conferences=(235, 140, 7), last_reaches="check_minutes"),
    Plan(opened=110, risk="low", conferences=(14,), last_reaches="check_minutes"),
    Plan(opened=340, risk="medium", conferences=(300, 200, 18), last_reaches="schedule_next"),
    Plan(opened=150, risk="high", conferences=(20,), last_reaches="schedule_next"),
    # Warning letters, one at every step.
    Plan(opened=210, risk="high", conferences=(170, 24), letter="assemble_grounds", disputed=True),
    Plan(opened=260, risk="high", conferences=(215, 32), letter="legal_check", disputed=True),
    Plan(opened=280, risk="high", conferences=(240, 38), letter="authorise", disputed=True),
    Plan(opened=310, risk="high", conferences=(260, 36), letter="given", disputed=True),
    Plan(opened=330, risk="high", conferences=(270, 44), letter="acknowledged", disputed=True),
    Plan(opened=400, risk="high", conferences=(350, 88), letter="assess_response", disputed=True),
    # Just opened.
    Plan(opened=24, risk="medium"),
    Plan(opened=11, risk="high"),
    Plan(opened=19, risk="low"),
    # Closed: better, or continued elsewhere.
    Plan(opened=640, risk="medium", conferences=(600, 500, 400), closed=220),
    Plan(opened=590, risk="high", conferences=(550, 440, 340, 250), closed=180),
    Plan(opened=520, risk="low", conferences=(470,), closed=300),
]
