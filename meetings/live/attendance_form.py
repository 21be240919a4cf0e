"""Who is here, as it is said while a meeting is held: it begins with what people answered."""

from typing import Any

from django import forms

from meetings.attending import said_by
from meetings.live.forms import RuleForm
from meetings.models import Attendance, Invitee, Meeting

# What an answer to the invitation is taken to mean, until somebody says otherwise.
BY_REPLY: dict[str, str] = {
    Invitee.Reply.DECLINED: Attendance.Presence.APOLOGIES,
    Invitee.Reply.DELEGATED: Attendance.Presence.DELEGATE,
}


class AttendanceForm(RuleForm):
    """Who is here: everybody invited, as far as it is known, and one more who was not."""

    name = forms.CharField(label="Name", max_length=150, required=False)
    note = forms.CharField(label="What they are, or for which items", max_length=200, required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitees = list(meeting.invitees.select_related("delegate"))
        known = {row.invitee_id: row for row in meeting.attendance.all()}
        for invitee in self.invitees:
            row = known.get(invitee.pk)
            self.fields[f"presence_{invitee.pk}"] = _presence_field(invitee, row)
            self.fields[f"note_{invitee.pk}"] = _note_field(invitee, row)

    def rows(self) -> list[tuple[Any, Any]]:
        """The fields of everybody invited, in pairs."""
        return [(self[f"presence_{who.pk}"], self[f"note_{who.pk}"]) for who in self.invitees]

    def said(self, *, otherwise: str = "") -> list[tuple[Invitee, str, str]]:
        """Everybody of whom something was said, with the note; of the others, what is said ``otherwise``.

        Who declined or sends somebody is not among these others.
        """
        found = []
        for who in self.invitees:
            presence, note = self.cleaned_data[f"presence_{who.pk}"], self.cleaned_data[f"note_{who.pk}"]
            if not presence and otherwise:
                presence, instead = BY_REPLY.get(who.reply, otherwise), _sent(who)
                note = note or instead
            found.append((who, presence, note))
        return [row for row in found if row[1]]

    @property
    def excused(self) -> list[Invitee]:
        """Who declined or sends somebody."""
        return [who for who in self.invitees if who.reply in BY_REPLY]


def _presence_field(invitee: Invitee, row: Attendance | None) -> forms.Field:
    return forms.ChoiceField(
        label=f"{invitee.name} ({invitee.get_required_as_display()})",
        choices=Attendance.Presence.choices,
        help_text=f"{said_by(invitee)}." if invitee.reply in BY_REPLY else "",
        initial=row.presence if row else BY_REPLY.get(invitee.reply, ""),
        required=False,
        widget=forms.RadioSelect(attrs={"data-inline": True, "data-small": True, "data-label": "s"}),
    )


def _note_field(invitee: Invitee, row: Attendance | None) -> forms.Field:
    return forms.CharField(
        label=f"Who came instead of {invitee.name}, or for which items (optional)",
        max_length=200,
        initial=row.note if row else _sent(invitee),
        required=False,
        widget=forms.TextInput(attrs={"data-label": "plain"}),
    )


def _sent(invitee: Invitee) -> str:
    """Who comes instead of the person, if somebody does."""
    delegate = getattr(invitee, "delegate", None)
    return delegate.name if delegate and invitee.reply == Invitee.Reply.DELEGATED else ""
