from evaluation.models.category import Category, CategoryKind
from evaluation.models.reference import Area
from evaluation.models.risk import Risk

__all__ = ["Area", "Category", "CategoryKind", "Risk"]
