from support.models.deployments import DaysUsed, Deployment, ExternalEvaluation
from support.models.entitlements import NEAR_FLOOR, Entitlement
from support.models.programmes import Programme, ProgrammePlace
from support.models.providers import Provider, SupportRules, SupportType

__all__ = [
    "NEAR_FLOOR",
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
