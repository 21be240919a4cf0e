"""One table for all processes of the casework; each flow has a proxy of it."""

from django.db import models
from django.db.models import Q
from viewflow.workflow.models import Process

from concern_cases.models import ConcernCase, PlanVersion, Review
from letters.models import Letter
from meetings.models import Meeting
from schools.models import LocalAuthority, School
from workflows.models.times import KeepsOurTime

Subject = Meeting | Letter | PlanVersion | Review
# The column that holds a subject of each kind.
SUBJECT_FIELDS: dict[type[models.Model], str] = {
    Meeting: "meeting",
    Letter: "letter",
    PlanVersion: "plan_version",
    Review: "review",
}


def _exactly_one(*names: str) -> Q:
    """One of the columns is set and all others are empty."""
    rule = Q(pk__in=[])
    for name in names:
        rule |= Q(**{f"{other}__isnull": other != name for other in names})
    return rule


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
    plan_version = models.OneToOneField(
        PlanVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="process"
    )
    review = models.OneToOneField(
        Review, null=True, blank=True, on_delete=models.PROTECT, related_name="process"
    )

    class Meta:
        verbose_name_plural = "casework processes"
        constraints = [
            models.CheckConstraint(
                name="a_process_is_about_exactly_one_thing",
                condition=_exactly_one(*SUBJECT_FIELDS.values()),
            ),
        ]

    @property
    def subject(self) -> Subject:
        """The one thing that the process is about; its page shows where the process stands."""
        return self.meeting or self.letter or self.plan_version or self.review  # type: ignore[return-value]

    @property
    def scope(self) -> School | LocalAuthority:
        """What permissions are asked on."""
        return self.school or self.la


class CaseConferenceProcess(CaseworkProcess):
    class Meta:
        proxy = True
        verbose_name = "case conference"


class StrategyMeetingProcess(CaseworkProcess):
    class Meta:
        proxy = True
        verbose_name = "strategy meeting"


class WarningLetterProcess(CaseworkProcess):
    class Meta:
        proxy = True
        verbose_name = "warning letter"


class SupportPlanProcess(CaseworkProcess):
    class Meta:
        proxy = True
        verbose_name = "support plan"


class ReviewProcess(CaseworkProcess):
    class Meta:
        proxy = True
        verbose_name = "review"
