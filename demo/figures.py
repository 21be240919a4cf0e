"""Figures that fit a school: pupils are counted in its own year groups, and so are the shares of them."""

from math import ceil

from schools.models import School

NBSP = "\N{NO-BREAK SPACE}"
SMALL_COHORT = 25
YEARS_OF_PRIMARY, YEARS_OF_SECONDARY = 7, 5


def is_primary(school: School) -> bool:
    return school.phase == "Primary"


def figures_of(school: School) -> dict[str, str]:
    """What stands for the ``{figures}`` of the texts about the school."""
    roll = school.roll or 0
    cohort = max(5, round(roll / (YEARS_OF_PRIMARY if is_primary(school) else YEARS_OF_SECONDARY)))
    predicted = int(0.45 * cohort)
    away = max(3, round(0.1 * roll))
    plans = min(12, max(4, round(0.12 * roll)))
    tracking = "the school’s own tracking of Years 4 and 5 says the same"
    return {
        "predicted": share(predicted, cohort),
        "before": share(int(0.54 * (cohort + 1)), cohort + 1),
        "last": share(int(0.48 * cohort), cohort),
        "target": share(ceil(0.6 * cohort), cohort),
        "better": share(predicted + max(1, round(0.1 * cohort)), cohort),
        "small": f"The cohorts are small; {tracking}."
        if cohort < SMALL_COHORT
        else f"{tracking[:1].upper()}{tracking[1:]}.",
        "slow_aim": f"{round(0.1 * 2 * cohort)} of {2 * cohort}",
        "reading": share(int(0.58 * cohort), cohort),
        "reading_aim": share(ceil(0.8 * cohort), cohort),
        "slow": f"{round(0.46 * 2 * cohort)} of {2 * cohort}",
        "away": f"{away} of {roll}",
        "away_count": str(away),
        "away_aim": f"{ceil(away / 2)} of {roll}",
        "older": str(ceil(0.6 * away)),
        "oldest": "Years 5 and 6" if is_primary(school) else "Years 10 and 11",
        "plans": str(plans),
        "vague": str(round(plans * 2 / 3)),
        "clear": str(plans - round(plans * 2 / 3)),
        "nearly": str(plans - 1),
    }


def share(part: int, whole: int) -> str:
    """45 % (9 of 20): never a percentage without the pupils behind it."""
    return f"{round(100 * part / whole)}{NBSP}% ({part} of {whole})"
