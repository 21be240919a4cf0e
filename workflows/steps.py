"""What a human step is: who may take it, by when, what is asked, and what it does.

A step is declared once, as a subclass of ``Step``, and used by its page, the demo county and tests alike.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms

from people.models import User
from record.deadlines import Deadline
from record.errors import RuleError
from schools.calendar import deadline, deadline_before
from schools.permissions import Perm
from workflows.models import CaseworkProcess

WORKING_DAYS = "working"  # the rule for papers, minutes and tasks
SCHOOL_DAYS = "inspection"  # the rule for what a school is asked: it leaves out the school's own holidays


@dataclass(frozen=True)
class Due:
    """When a step is due, and how that was counted."""

    on: date
    rule: str = ""
    counted: list[list[str]] = field(default_factory=list)

    @classmethod
    def of(cls, counted: Deadline) -> "Due":
        return cls(on=counted.ends_on, rule=counted.rule, counted=counted.counted)


def working_days(days: int, *, after: date, process: CaseworkProcess) -> Due:
    """So many working days after a day."""
    return Due.of(deadline(WORKING_DAYS, given=after, days=days, school=process.school))


def school_days(days: int, *, after: date, process: CaseworkProcess) -> Due:
    """So many of the school's own working days after a day: nobody answers in the school's holidays."""
    return Due.of(deadline(SCHOOL_DAYS, given=after, days=days, school=process.school))


def working_days_before(days: int, *, before: date, process: CaseworkProcess) -> Due:
    """So many working days before a day."""
    return Due.of(deadline_before(WORKING_DAYS, before=before, days=days, school=process.school))


def alone(person: User | None) -> list[User]:
    """That one person, for ``Step.not_for``; nobody where there is none."""
    return [person] if person else []


class StepForm(forms.Form):
    """What a step asks. ``facts()`` gives what ``Step.perform`` takes by keyword."""

    def __init__(self, *args: Any, process: CaseworkProcess, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.process = process
        self.by = by

    def facts(self) -> dict[str, Any]:
        return self.cleaned_data

    def show(self, error: RuleError) -> None:
        """Each rule is told beside its field, or above the form when it has none here."""
        for name, sentence in error.told:
            self.add_error(name if name in self.fields else None, sentence)


class Step:
    """One human step of a process."""

    title: str  # what is to be done: "Draft the minutes"
    done: str  # what was done, after a name: "drafted the minutes"
    perm: Perm
    form: type[StepForm] = StepForm
    button: str = "Save and continue"
    template_name: str = "workflows/task.html"
    asks_by_mail: bool = False  # whoever may take it has a mail with the day when it opens

    def due(self, process: CaseworkProcess) -> Due:
        """When it is due, from what the process knows at that moment."""
        raise NotImplementedError

    def perm_for(self, process: CaseworkProcess) -> Perm:
        """What is asked of whoever takes it in this process."""
        return self.perm

    def not_for(self, process: CaseworkProcess) -> Collection[User]:
        """Whom the separation of duties keeps from it."""
        return ()

    def taken_by(self, process: CaseworkProcess) -> Collection[User]:
        """Who took it already, of a step that stays open for others (``is_over``)."""
        return ()

    def is_over(self, process: CaseworkProcess) -> bool:
        """Whether it is over now that somebody took it; otherwise it stays open, and due when it was."""
        return True

    def first_for(self, process: CaseworkProcess) -> User | None:
        """Who is asked and reminded first among those who may take it; None asks all of them."""
        return None

    def initial(self, process: CaseworkProcess) -> dict[str, Any]:
        """What the form begins with."""
        return {}

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        """What the page shows beside the form; only what ``user`` may read."""
        return {}

    # perform(process, *, by, **facts): the step is carried out by one call to a service, inside the lock.
    perform: Callable[..., None]


Condition = Callable[[CaseworkProcess], bool]
