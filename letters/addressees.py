"""Whom a letter goes to and how: one person or body, and the ways in which it can reach them."""

from dataclasses import dataclass

from letters.models import Letter, NamedHolder, Recipient, Service
from people.models import User
from schools.models import School

Method = Service.Method

POST_NAMES = {
    Recipient.As.CHAIR: "Chair of the Governing Body",
    Recipient.As.CLERK: "Clerk to the Governing Body",
    Recipient.As.HEAD: "Headteacher",
    Recipient.As.TRUST: "Chair of the Trust",
}

GOVERNING = (Recipient.As.CHAIR, Recipient.As.CLERK)

IN_A_SENTENCE = {
    Recipient.As.CHAIR: "chair of the governing body",
    Recipient.As.CLERK: "clerk to the governing body",
    Recipient.As.HEAD: "headteacher",
}

NAMED_BY_ADDRESS = (
    Recipient.As.DIOCESE,
    Recipient.As.APPOINTER,
    Recipient.As.OFSTED,
    Recipient.As.SECRETARY_OF_STATE,
    Recipient.As.REGIONAL_DIRECTOR,
)


def address_at(school: School, received_as: str, *, name: str) -> tuple[str, ...]:
    """The lines below the name of who holds that post; governors by name are written to c/o the school."""
    post = Recipient.As(received_as)
    care_of = "c/o " if name and post in GOVERNING else ""
    return (POST_NAMES[post], f"{care_of}{school.name}", *school.address_lines)


@dataclass(frozen=True)
class Addressee:
    """One person or body, and how the letter reaches them today.

    ``proposed`` is the way that follows from what is on record, ``method`` the one that counts.
    ``by_person``: it is this person who gets it, not whoever holds the post. ``known_email`` is a body's own
    address, ``typed_email`` the one that was typed for this letter, ``why`` the reason of the choice,
    ``taken_from`` the letter for which it was chosen first. ``title`` is that with which the name begins,
    ``said`` who said the name of somebody without an account, and when.
    """

    received_as: str
    is_copy: bool
    user: User | None
    name: str
    address: tuple[str, ...]
    method: str
    proposed: str = ""
    by_person: bool = False
    known_email: str = ""
    typed_email: str = ""
    why: str = ""
    taken_from: Letter | None = None
    title: str = ""
    said: NamedHolder | None = None

    @property
    def key(self) -> str:
        """What a choice belongs to: the post or body or, where several have it, the person."""
        return f"{self.received_as}-{self.user.pk}" if self.by_person and self.user else self.received_as

    @property
    def whose(self) -> str:
        """Whose a typed address is: the name, the lines of the address and the e-mail address on record.

        Only where all of that is the same is it the same person or body.
        """
        return "\n".join([self.name, *self.address, self.user.email if self.user else self.known_email])

    @property
    def is_unnamed_post(self) -> bool:
        """Whether nobody knows who holds the post: a chair or clerk without an account."""
        return not self.user and not self.name and self.received_as not in NAMED_BY_ADDRESS

    @property
    def can_be_named(self) -> bool:
        """Whether its name is known only if somebody says it: a post that nobody on record holds."""
        return self.said is not None or (self.is_unnamed_post and not self.by_person)

    @property
    def seen(self) -> str:
        """By what one sees later whether something else was said of the post; empty while nothing is."""
        return f"{self.said.pk} {self.said.until or ''}".strip() if self.said else ""

    @property
    def post(self) -> str:
        """The post in the middle of a sentence: chair of the governing body."""
        if self.received_as == Recipient.As.TRUST:
            return f"chair of {self.address[1]}"
        return IN_A_SENTENCE[Recipient.As(self.received_as)]

    @property
    def name_alone(self) -> str:
        """The name without the title."""
        return self.name.removeprefix(self.title).strip()

    @property
    def ways(self) -> list[str]:
        """The ways in which it can reach them: on this site only for those who read here."""
        here = [Method.PORTAL] if (self.proposed or self.method) == Method.PORTAL else []
        return [*here, Method.EMAIL, Method.POST, Method.HAND]

    @property
    def email(self) -> str:
        """Where its e-mail goes: of somebody with an account always the account's own address."""
        if self.method not in (Method.PORTAL, Method.EMAIL):
            return ""
        return self.user.email if self.user else self.typed_email

    @property
    def chosen(self) -> str:
        """That the way was chosen for this letter, and why; empty where it is the one that is proposed."""
        if self.method == self.proposed:
            return ""
        came = f"taken over from {self.taken_from.reference}" if self.taken_from else "chosen for this letter"
        return f"{came}: {self.why}" if self.why else came

    @property
    def described(self) -> str:
        """Mr David Lorimer, headteacher; without a name the post alone."""
        if self.received_as in NAMED_BY_ADDRESS:
            return f"{self.name}, {self.address[0]}" if self.name else self.address[0]
        return f"{self.name}, {self.post}" if self.name else f"the {self.post}"

    @property
    def how(self) -> str:
        """How it goes, in words that end a sentence."""
        return {
            Method.PORTAL: f"on this site, with an e-mail to {self.email}",
            Method.EMAIL: f"by e-mail to {self.email}, with the letter attached",
            Method.POST: "by first class post",
            Method.HAND: "by hand",
        }[Method(self.method)]
