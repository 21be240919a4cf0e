from evaluation.models.category import Category, CategoryKind
from evaluation.models.inspection import (
    Framework,
    Inspection,
    InspectionGrade,
    InspectionRecommendation,
    VisitKind,
)
from evaluation.models.reference import Area
from evaluation.models.risk import Risk

__all__ = [
    "Area",
    "Category",
    "CategoryKind",
    "Framework",
    "Inspection",
    "InspectionGrade",
    "InspectionRecommendation",
    "Risk",
    "VisitKind",
]
