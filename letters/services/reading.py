"""What the recipients do with a letter that was given: opening and acknowledging it."""

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Q, QuerySet, Value, When

from letters.events import ACKNOWLEDGED, READ, REMINDED, log_letter
from letters.governors import answers_for_school
from letters.models import Letter, Recipient, Service
from letters.services.locking import lock, require_right
from letters.services.telling import tell_reminder
from letters.wording import listed
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.reading import log_read
from record.services import service
from schools.permissions import Circle, Perm


@service
def record_reading(letter: Letter, *, what: str, by: User) -> None:
    """The reading stands in the read log; a recipient's first one also on the timeline."""
    log_read(by, f"{letter.reference}, {what}", urn=letter.school.urn)
    if not letter.is_given:
        return
    mine = Service.objects.filter(recipient__letter=letter, recipient__user=by, first_read_at=None)
    given = mine.select_for_update(of=("self",)).first()
    if given is None:
        return
    given.first_read_at = clock.now()
    given.save(update_fields=["first_read_at"])
    log_letter(READ, letter, circle=Circle.SCHOOL)


@service
def acknowledge_letter(letter: Letter, *, by: User) -> Service:
    """A governor has said that the own copy was received; the answer is still due.

    Who has none, such as a vice-chair whom the chair asked to answer, says it of the chair's. Refuses
    (PermissionDenied) the council itself and whoever may not answer for the school, (RuleError) a letter that
    was not given, and (AlreadyDone) a second acknowledgement.
    """
    lock(letter)
    require_governor(by, letter)
    if not letter.is_given:
        raise RuleError(f"{letter} has not been given yet.")
    given = copy_of(letter, by)
    given.refresh_from_db(from_queryset=Service.objects.select_for_update(of=("self",)))
    if told := given.acknowledged_in_words:
        raise AlreadyDone(f"We know already that the letter was received: {told}.")
    given.acknowledged_at, given.acknowledged_by = clock.now(), by
    given.save()
    running = letter.running_clock
    log_letter(ACKNOWLEDGED, letter, circle=Circle.SCHOOL, due=running.ends_on if running else "")
    return given


def copy_of(letter: Letter, user: User) -> Service:
    """The copy that the person acknowledges: the own one; without one that of the chair in post last."""
    return copies_for(user).filter(recipient__letter=letter)[:1].get()


def copies_for(user: User) -> QuerySet[Service]:
    """Copies that the person could acknowledge: of one letter the first is the one (``copy_of``)."""
    own = Q(recipient__user=user)
    governing_body = Q(recipient__received_as=Recipient.As.CHAIR) | Q(recipient__is_copy=False)
    nearest = Case(
        When(own, then=0), When(recipient__received_as=Recipient.As.CHAIR, then=1), default=Value(2)
    )
    return Service.objects.filter(own | governing_body).order_by(nearest, "-pk")


@service
def remind_governors(letter: Letter, *, by: User | None) -> None:
    """Whoever may answer for the school has one mail, if no answer has come.

    An addressee who does not read here has a notice to post.
    """
    lock(letter)
    if letter.status != Letter.Status.GIVEN or hasattr(letter, "response"):
        return
    log_letter(
        REMINDED,
        letter,
        circle=Circle.SCHOOL,
        addressee=listed(tell_reminder(letter)) or "Nobody",
        due=letter.running_clock.ends_on,
    )


def require_governor(by: User, letter: Letter) -> None:
    """Nothing, if the person answers for the school; otherwise PermissionDenied."""
    require_right(by, Perm.RESPOND_TO_LETTER, letter)
    if not answers_for_school(by, letter):
        raise PermissionDenied("The council can’t acknowledge its own letter.")
