"""One table for all processes of the casework; each flow has a proxy of it."""

from django.db import models
from django.db.models import Q
from viewflow.workflow.models import Process

from concern_cases.models import ConcernCase
from letters.models import Letter
from meetings.models import Meeting
from schools.models import LocalAuthority, School
from workflows.models.times import KeepsOurTime


class CaseworkProcess(KeepsOurTime, Process):  # type: ignore[django-manager-missing]
    """A process about exactly one thing of casework, at a school or (without one) at the LA."""

    la = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(
        ConcernCase, null=True, blank=True, on_delete=models.PROTECT, related_name="processes"
    )
    meeting = models.OneToOneField(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="process"
    )
    letter = models.OneToOneField(
        Letter, null=True, blank=True, on_delete=models.PROTECT, related_name="process"
    )

    class Meta:
        verbose_name_plural = "casework processes"
        constraints = [
            models.CheckConstraint(
                name="a_process_is_about_exactly_one_thing",
                condition=Q(meeting__isnull=False, letter=None) | Q(meeting=None, letter__isnull=False),
            ),
        ]

    @property
    def subject(self) -> Meeting | Letter:
        """The one thing that the process is about; its page shows where the process stands."""
        return self.meeting or self.letter  # type: ignore[return-value]

    @property
    def scope(self) -> School | LocalAuthority:
        """What permissions are asked on."""
        return self.school or self.la


class CaseConferenceProcess(CaseworkProcess):
    class Meta:
        proxy = True
        verbose_name = "case conference"


class WarningLetterProcess(CaseworkProcess):
    class Meta:
        proxy = True
        verbose_name = "warning letter"
