from concern_cases.models.action import Action
from concern_cases.models.cadence import Cadence
from concern_cases.models.case import ConcernCase, ReferenceCounter
from concern_cases.models.concern import Concern
from concern_cases.models.event import CaseEvent
from concern_cases.models.evidence import Evidence, EvidenceFile
from concern_cases.models.plan import (
    Objective,
    ObjectiveText,
    Plan,
    PlanComment,
    PlanVersion,
    PlanWriting,
    RevisionReason,
)
from concern_cases.models.plan_parts import ActionInPlan, Milestone, PlanAction, SuccessCriterion
from concern_cases.models.plan_template import (
    PlanRules,
    PlanTemplate,
    TemplateCriterion,
    TemplateObjective,
    TemplateStep,
)
from concern_cases.models.reader import Digest, LastLook
from concern_cases.models.review import CriterionReading, ObjectiveRating, Rag, Review, ReviewEvidence
from concern_cases.models.school_response import Disagreement, NonEngagement
from concern_cases.models.statement import StatementOfAction, StatementRecipient
from concern_cases.models.submission import Submission

__all__ = [
    "Action",
    "ActionInPlan",
    "Cadence",
    "CaseEvent",
    "Concern",
    "ConcernCase",
    "CriterionReading",
    "Digest",
    "Disagreement",
    "Evidence",
    "EvidenceFile",
    "LastLook",
    "Milestone",
    "NonEngagement",
    "Objective",
    "ObjectiveRating",
    "ObjectiveText",
    "Plan",
    "PlanAction",
    "PlanComment",
    "PlanRules",
    "PlanTemplate",
    "PlanVersion",
    "PlanWriting",
    "Rag",
    "ReferenceCounter",
    "Review",
    "ReviewEvidence",
    "RevisionReason",
    "StatementOfAction",
    "StatementRecipient",
    "Submission",
    "SuccessCriterion",
    "TemplateCriterion",
    "TemplateObjective",
    "TemplateStep",
]
