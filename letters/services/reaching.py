"""Whoever came into post after a letter was given is told of it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from letters.addressees import address_at
from letters.content import counts_as_given
from letters.events import SUCCESSOR_TOLD, log_letter
from letters.mails_of_giving import mail_letter
from letters.models import Letter, Recipient, Service
from letters.recipients import holder_of, method_for
from letters.services.locking import lock, require_right
from people.models import Post, User
from people.roles import Role
from record import clock
from record.errors import RuleError
from record.services import service
from schools.permissions import Circle, Perm


def successor_of(letter: Letter) -> User | None:
    """The chair of today, while the letter awaits an answer, if somebody else got it; otherwise None."""
    if letter.status != Letter.Status.GIVEN:
        return None
    chair = holder_of(letter.school, Role.CHAIR)
    if chair is None or letter.recipients.filter(user=chair).exists():
        return None
    return chair


def chair_has_left(letter: Letter) -> bool:
    """Whether the chair who got the letter holds the post no more, nobody does, and an answer is awaited."""
    return letters_whose_chair_left().filter(pk=letter.pk, has_chair=False).exists()


def letters_whose_chair_left() -> QuerySet[Any]:
    """Letters that await an answer, and that no chair of today got: a chair who left did, or a vacant post.

    With ``has_chair``: whether somebody is chair now; of a letter to the vacant post always. With
    ``to_the_post``: whether it went to the post alone.
    """
    chairs = Post.objects.current().filter(role=Role.CHAIR, schools=OuterRef("school"), user__is_active=True)
    got = Recipient.objects.filter(letter=OuterRef("pk"), received_as=Recipient.As.CHAIR)
    named = got.filter(user__isnull=False)
    in_post = Post.objects.current().filter(
        role=Role.CHAIR, schools=OuterRef("letter__school"), user__is_active=True, user=OuterRef("user")
    )
    # The chair of today may have it in another post, as ``successor_of`` knows.
    has_it = Recipient.objects.filter(letter=OuterRef("pk"), user__isnull=False).filter(Exists(in_post))
    rows = Letter.objects.filter(Exists(got), ~Exists(has_it), status=Letter.Status.GIVEN)
    rows = rows.annotate(has_chair=Exists(chairs), to_the_post=~Exists(named))
    return rows.filter(Q(has_chair=True) | Q(to_the_post=False))


@service
def tell_successor(letter: Letter, *, by: User) -> Service:
    """The chair of today has the letter, too: by e-mail if he or she reads here, otherwise by post.

    The clock runs on, and the one to whom it was given stays on record. Refuses (RuleError) if there is
    nobody to tell: the chair got it, or no answer is awaited.
    """
    lock(letter)
    require_right(by, Perm.DRAFT_LETTER, letter)
    chair = successor_of(letter)
    if chair is None:
        raise RuleError("The chair of today has this letter, or no answer is awaited any more.")
    school = letter.school
    recipient = Recipient.objects.create(
        letter=letter,
        received_as=Recipient.As.CHAIR,
        is_copy=True,
        user=chair,
        name=chair.formal_name,
        title=chair.title,
        email=chair.email,
        address="\n".join(address_at(school, Recipient.As.CHAIR, name=chair.formal_name)),
    )
    method = method_for(chair, school)
    dispatch = None
    if method == Service.Method.PORTAL:
        dispatch = mail_letter(letter, recipient, path=str(letter.document.pdf.name), to_successor=True)
    given = Service.objects.create(
        recipient=recipient,
        method=method,
        given_on=clock.today(),
        deemed_on=counts_as_given(letter, method, left=clock.today()),
        dispatch_key=dispatch.key if dispatch else "",
    )
    log_letter(SUCCESSOR_TOLD, letter, circle=Circle.SCHOOL, chair=chair.name)
    return given
