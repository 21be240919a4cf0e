from support.models.deployments import DaysUsed, Deployment, ExternalEvaluation
from support.models.programmes import Programme, ProgrammePlace
from support.models.providers import Entitlement, Provider, SupportRules, SupportType

__all__ = [
    "DaysUsed",
    "Deployment",
    "Entitlement",
    "ExternalEvaluation",
    "Programme",
    "ProgrammePlace",
    "Provider",
    "SupportRules",
    "SupportType",
]
