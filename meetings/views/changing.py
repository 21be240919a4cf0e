"""The page on which a meeting is changed in anything but its time."""

from django.http import HttpRequest, HttpResponse

from concern_cases.views.shared import read_and_send
from meetings.acting import FormPage, act_on_meeting, meeting_to_change
from meetings.forms.changing import ChangeForm
from meetings.services.changing import change_meeting
from people.guards import person
from schools.permissions import Perm

LEAD = (
    "Everybody invited is told what is different; what people answered stays. "
    "For another day or time, move the conference."
)


@read_and_send
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair, the place, the length and the purpose; everybody invited hears what is different."""
    meeting = meeting_to_change(request, pk, Perm.MANAGE_MEETING, what="changing it")
    form = ChangeForm(request.POST or None, meeting=meeting)
    return act_on_meeting(
        request,
        meeting,
        form,
        page=FormPage(title="Change the conference", button="Change it", lead=LEAD),
        do=lambda: change_meeting(meeting, by=person(request), **form.facts()),
        done="The conference was changed.",
        onward=meeting.get_absolute_url(),
    )
