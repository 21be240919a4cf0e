"""What the law asks of a statement of action, and who is proposed to be sent it.

Education Act 2005, section 15(2), as the Education and Inspections Act 2006, schedule 7, words it: the action
and its period or the reasons for none, and the arrangements for registered parents; a copy goes to the
Chief Inspector and, of a voluntary aided school, to whoever appoints its foundation governors and (if
different) the appropriate appointing authority. The other recipients are usual practice, to be verified [?].
"""

from dataclasses import dataclass

from concern_cases.models import StatementOfAction, StatementRecipient
from people.models import Post
from people.roles import Role
from schools.models import School

VOLUNTARY_AIDED = "02"  # the register's type of establishment
As = StatementRecipient.NamedAs


@dataclass(frozen=True)
class Recipient:
    """To whom the statement goes, on what ground, and as whom the Act names them, if it does."""

    name: str
    why: str = ""
    named_as: str = ""


def missing_in_law(statement: StatementOfAction, *, in_a_file: bool = False) -> list[str]:
    """What section 15(2) of the Education Act 2005 asks for and the statement lacks, each in words.

    ``in_a_file``: what it says is sent as a file, which nobody can read here.
    """
    named = {row.named_as for row in statement.recipients.all()}
    found = []
    if statement.text and not statement.parents and not in_a_file:
        found.append("how registered parents are told, and their views found out and taken into account")
    if As.HMCI not in named:
        found.append("a copy for the Chief Inspector")
    if is_voluntary_aided(statement.inspection.school) and As.APPOINTER not in named:
        found.append("a copy for whoever appoints the foundation governors")
    return found


def is_voluntary_aided(school: School) -> bool:
    return school.type_code == VOLUNTARY_AIDED


def proposed_recipients(school: School) -> list[Recipient]:
    """Who is usually sent it: a proposal, which people change."""
    chairs = Post.objects.current().filter(schools=school, role=Role.CHAIR, user__is_active=True)
    chair = chairs.select_related("user").first()
    found = [
        Recipient("His Majesty’s Chief Inspector (Ofsted)", "Receives every statement of action", As.HMCI),
        Recipient(school.head_name or "The headteacher", "Headteacher"),
        Recipient(str(chair.user) if chair else "The chair of governors", "Chair of governors"),
    ]
    if is_voluntary_aided(school):
        why = "Of a voluntary aided school: write the name, and add the appointing authority if it is another"
        found.append(Recipient("Whoever appoints the foundation governors", why, As.APPOINTER))
    if school.diocese:
        found.append(Recipient(str(school.diocese), "Diocesan authority of a church school"))
    found.append(Recipient("The Secretary of State for Education", "Usual practice: check before sending"))
    return found
