"""By when a plan is to be reviewed again: so many months after the last time, on a school day.

Pure: it knows nothing of the clock or the database.
"""

from datetime import date, timedelta

from concern_cases.due_dates import months_after
from schools.calendar import Calendar

SUMMER = timedelta(days=28)  # between two school days: no other holiday is as long
MONTHS_OF_GRACE = 1


def review_due_on(since: date, months: int, calendar: Calendar) -> date:
    """The latest day for the next review after one on ``since``.

    So many months later or, if the school is closed then, the last school day before. It is the first school
    day after only where there is none before, or where the summer holiday would halve the time: a review that
    follows the last one so soon has nothing new to judge.
    """
    due = months_after(since, months)
    before, after = calendar.last_school_day(due), calendar.next_school_day(due)
    if before is None or before <= since:
        return after
    in_summer = after - before > SUMMER
    if in_summer and before < due and (before - since) * 2 < due - since:
        return after
    return before


def latest_review_on(since: date, months: int, calendar: Calendar) -> date:
    """The day beyond which a review can't be put off: a month more than its interval."""
    return review_due_on(since, months + MONTHS_OF_GRACE, calendar)
