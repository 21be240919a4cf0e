"""A letter before it is given, as those who get it will see it: nothing leaves."""

from typing import Any

from letters.addressees import Addressee
from letters.answers import Asked
from letters.content import counts_as_given, facts_of
from letters.models import Letter, Recipient
from letters.pages import clock_title
from letters.recipients import recipients_of
from record import clock

SEE_IT_HERE = (Recipient.As.CHAIR, Recipient.As.HEAD, Recipient.As.DIOCESE)


def rehearse(letter: Letter, *, received_as: str) -> dict[str, Any]:
    """What the page of that recipient shows if the letter is given today, with who gets it, how and when."""
    today = clock.today()
    facts, recipients = facts_of(letter, given=today), recipients_of(letter)
    views = _views(recipients)
    chosen = views.get(received_as) or recipients[0]
    actions = list(letter.required_actions.all())
    return {
        "rehearsal": True,
        "given_on": today,
        "replaced": letter.replaces,
        "views": [(name, each.described, name == chosen.received_as) for name, each in views.items()],
        "shown_to": chosen.described,
        "reach": [(each, counts_as_given(letter, each.method, left=today)) for each in recipients],
        "answers_here": chosen.received_as == Recipient.As.CHAIR,
        "copy_as": Recipient.As(chosen.received_as).label.lower() if chosen.is_copy else "",
        "due": facts["due"],
        "how_counted": facts["how_counted"],
        "first_by": min(
            (each.by for each in actions if facts["due"] and each.by < facts["due"]),
            default=None,
        ),
        "asked": [Asked(each, [], None, []) for each in actions],
        "body_of": facts["body_of"],
        "effect": facts["effect"],
        "consequence": facts["consequence"],
        "what_follows_title": clock_title(facts["due"]) if facts["due"] else "",
        "contact": letter.case.lead if letter.case else letter.drafted_by,
        "enclosures": [{"name": name} for name in facts["enclosures"]],
        "readers": [each.described for each in recipients],
    }


def _views(recipients: list[Addressee]) -> dict[str, Addressee]:
    """The recipients whose page can be looked at, by what they receive it as."""
    return {each.received_as: each for each in reversed(recipients) if each.received_as in SEE_IT_HERE}
