"""What is added after the papers went out is announced: in one mail for what came within an hour."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Max
from django.urls import reverse

from meetings.agenda_facts import visible_papers
from meetings.models import AgendaItem, Invitee, Meeting, Paper
from meetings.words import moment_in_words, the_meeting
from people.models import User
from record import clock
from record.mail import enqueue_mail
from record.models import Dispatch
from record.outbox import enqueue
from record.words import capital, counted, listed

TOPIC = "meetings.announce_additions"
COLLECTED_FOR = timedelta(hours=1)


def announce_later(meeting: Meeting, *, paper: int | None = None, item: int | None = None) -> None:
    """In an hour everybody hears of this paper or item, and of whatever was added until then, in one mail.

    Nothing before the papers went out, nor of a meeting that began: ``send_papers`` and the room tell then.
    """
    is_out = meeting.status == Meeting.Status.PAPERS_OUT and meeting.school_id is not None
    if not is_out or meeting.began_at or meeting.entered_late:
        return
    waiting = Dispatch.objects.filter(topic=TOPIC, state=Dispatch.State.WAITING, payload__meeting=meeting.pk)
    if waiting.filter(not_before__gt=clock.now()).exists():
        return
    first = {"paper": paper or _last(Paper) + 1, "item": item or _last(AgendaItem) + 1}
    enqueue(
        TOPIC,
        key=f"added:{meeting.pk}:{first['paper']}:{first['item']}",
        payload={"meeting": meeting.pk, **first},
        not_before=clock.now() + COLLECTED_FOR,
    )


def added_for(reader: User, meeting: Meeting, *, paper: int, item: int) -> list[str]:
    """How many papers and items with these keys or later ones the reader may see, in words."""
    papers = [each for each in visible_papers(meeting, reader) if each.pk >= paper]
    items = AgendaItem.objects.visible_to(reader).filter(meeting=meeting, pk__gte=item).count()
    found = [counted(len(papers), "paper")] if papers else []
    return [*found, counted(items, "item of the agenda", "items of the agenda")] if items else found


def mail_additions(invitee: Invitee, added: list[str], *, key: str) -> None:
    """The person knows how much was added since the papers went out, once."""
    meeting = invitee.meeting
    address = f"{settings.SITE_URL}{reverse('meetings:papers', args=[meeting.pk])}"
    when = moment_in_words(meeting.starts_at)
    enqueue_mail(
        key=f"{key}:{invitee.pk}",
        to=f"{invitee.name} <{invitee.email}>",
        subject=f"Added to the papers: {meeting.type}, {meeting.school or meeting.la}, {when}",
        text=(
            f"{capital(listed(added))} came after the papers for {the_meeting(meeting)} on {when} "
            "went out.\n\n"
            f"Your own copy is made anew, with what you may see:\n{address}\n"
        ),
        urn=meeting.school.urn if meeting.school else "",
    )


def _last(model: type[Paper] | type[AgendaItem]) -> int:
    return model.objects.aggregate(last=Max("pk"))["last"] or 0
