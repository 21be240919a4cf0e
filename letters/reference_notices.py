"""Notices under the Education and Inspections Act 2006 and the central bodies that get copies of them.

Regimes are dated: what a notice has to say is what the Act said on the day on which it was given. Until 17
April 2016 the period was 15 working days and the governing body could turn to the Chief Inspector; since 18
April
2016 each notice names its own compliance period and there is no such right. Marked (P): usual practice, to be
set by the authority; (?): to be checked in law before it is relied on.
"""

from datetime import date
from typing import Any

RULE = "s60"
LAST_DAY_OF_2010 = date(2016, 4, 17)
FIRST_DAY_OF_2016 = date(2016, 4, 18)

_NOTICE: dict[str, Any] = {
    "series": "s60_notice",
    "name": "Warning notice under section 60",
    "order": 3,
    "on_ladder": 3,
    "statutory": True,
    "clock_rule": RULE,
    "clock_days": 15,
    "needs_legal_check": True,
    "needs_evidence": True,
    "states_grounds": True,
    "states_powers": True,
    "opening": (
        "This is a warning notice under section 60 of the Education and Inspections Act 2006. The council "
        "gives it "
        "to the {body} because it is satisfied that the grounds stated below apply to the school. It "
        "states the "
        "matters on which they rest, the action that the council requires, the period within which it is "
        "to be "
        "taken, and the powers that the council is minded to use if it is not."
    ),
    "support": (
        "The council’s advisers will help with any of these actions, on a day that suits you. Support "
        "that was "
        "offered to the school earlier remains open to it."
    ),
}
_NOT_MET = (
    "If the {body} does not comply with this notice to the council’s satisfaction within the period, the "
    "school becomes eligible for intervention once the council has given the {body} a separate notice in "
    "writing that it proposes to use its powers."
)
NOTICE_OF_2010 = {
    **_NOTICE,
    "code": "s60_notice_2010",
    "regime": "2010",
    "valid_until": LAST_DAY_OF_2010,
    "copies_to": ["clerk", "head", "ofsted", "diocese", "appointer"],
    "effect": "This is a notice with effect in law, under section 60 of the Education and Inspections Act "
    "2006.",
    "consequence": (
        "Within the period the {body} may make representations about this notice to Her Majesty’s Chief "
        "Inspector.\n\n" + _NOT_MET
    ),
}
NOTICE_SINCE_2016 = {
    **_NOTICE,
    "code": "s60_notice_2016",
    "regime": "2016",
    "valid_from": FIRST_DAY_OF_2016,
    "own_period": True,
    # (?) Whether the Chief Inspector still has to have one: a copy does no harm, leaving it out might.
    "copies_to": ["clerk", "head", "secretary_of_state", "ofsted", "diocese", "appointer"],
    "effect": "This is a notice with effect in law, under section 60 of the Education and Inspections Act "
    "2006.",
    "consequence": (
        _NOT_MET
        + "\n\nA warning notice that the Secretary of State gives to the {body} takes the place of this one."
    ),
}
_PROPOSAL: dict[str, Any] = {
    "series": "proposal_notice",
    "name": "Notice of proposal to use powers",
    "order": 4,
    "on_ladder": 4,
    "must_follow": True,
    "statutory": True,
    "clock_rule": RULE,
    "clock_days": 10,  # (P); (?) the Act asks for reasonable notice in writing and names no number of days
    "own_period": True,
    "needs_legal_check": True,
    "needs_actions": False,
    "needs_evidence": False,
    "states_powers": True,
    "effect": "This is a notice with effect in law: the council proposes to use powers that the 2006 Act "
    "gives it.",
    "opening": (
        "The period of the warning notice that the council gave to the {body} under section 60 of the "
        "Education "
        "and Inspections Act 2006 has ended, and the notice was not complied with to the council’s "
        "satisfaction. "
        "The council now gives notice that it proposes to use the powers stated below."
    ),
    "consequence": (
        "The council will consider what the {body} answers before it decides whether to use a power, and "
        "will write "
        "to you. Powers under sections 63, 64 and 66 can be used only within two months of the end of "
        "the period of the warning notice."
    ),
}
# (?) Whom it had to be copied to in either regime: it goes to whoever got a copy of the notice.
PROPOSAL_OF_2010 = {
    **_PROPOSAL,
    "code": "proposal_notice_2010",
    "regime": "2010",
    "valid_until": LAST_DAY_OF_2010,
    "copies_to": NOTICE_OF_2010["copies_to"],
}
PROPOSAL_SINCE_2016 = {
    **_PROPOSAL,
    "code": "proposal_notice",
    "regime": "2016",
    "valid_from": FIRST_DAY_OF_2016,
    "copies_to": NOTICE_SINCE_2016["copies_to"],
}
NOTICES: list[dict[str, Any]] = [
    NOTICE_OF_2010,
    NOTICE_SINCE_2016,
    PROPOSAL_OF_2010,
    PROPOSAL_SINCE_2016,
]

_DEPARTMENT = "Department for Education\nSanctuary Buildings\n20 Great Smith Street\nLONDON\nSW1P 3BT"
CENTRAL_BODIES: list[dict[str, Any]] = [
    {
        "code": "chief_inspector",
        "received_as": "ofsted",
        "name": "His Majesty’s Chief Inspector",
        "address": "Ofsted\nPiccadilly Gate\nStore Street\nMANCHESTER\nM1 2WD",
    },
    {
        "code": "secretary_of_state",
        "received_as": "secretary_of_state",
        "name": "The Secretary of State for Education",
        "address": _DEPARTMENT,
    },
    {
        "code": "regional_director",
        "received_as": "regional_director",
        "name": "The Regional Director",
        "address": _DEPARTMENT,
    },
]
