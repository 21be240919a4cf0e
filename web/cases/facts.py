"""Where a case stands, told in sentences: each takes the rows that the reader may see and gives words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from concern_cases.cadence_words import clause, how_often
from concern_cases.models import Concern, Disagreement, NonEngagement
from concern_cases.plan_pages.flags import not_revised
from concern_cases.visit_words import inside, visit_told
from evaluation.models import Category, Inspection, Risk
from meetings.models import Meeting
from meetings.next_due import HELD, latest_day
from record import clock
from record.words import capital, counted, listed, number
from support.school_page import Line, total_words
from web.templatetags.soc import day, days_left, plain_day

DAYS_A_WEEK, DAYS_A_MONTH, DAYS_A_YEAR = 7, 30.4375, 365.25


def how_long(since: date, until: date) -> str:
    """A span in the largest unit that says it: “11 days”, “five weeks”, “three months”, “a year”."""
    days = (until - since).days
    if days < 2 * DAYS_A_WEEK:
        return counted(days, "day") if days else "a day"
    if days < 2 * DAYS_A_MONTH:
        return counted(days // DAYS_A_WEEK, "week")
    if days < DAYS_A_YEAR - 10:
        return counted(round(days / DAYS_A_MONTH), "month")
    years = round(days / DAYS_A_YEAR)
    return "a year" if years == 1 else counted(years, "year")


def opening(case: Any) -> str:
    """How long the case has been open, or was."""
    if case.is_open:
        stepping = " It is stepping down." if case.status == case.Status.STEPPING_DOWN else ""
        since = plain_day(case.opened_on)
        if case.opened_on >= clock.today():
            return f"Opened today.{stepping}"
        return f"Open for {how_long(case.opened_on, clock.today())}, since {since}.{stepping}"
    span = how_long(case.opened_on, case.closed_on)
    return f"Was open for {span}, from {plain_day(case.opened_on)} to {plain_day(case.closed_on)}."


def concerns(rows: Sequence[Concern]) -> str:
    """What the concerns are about, and whether each was discussed with the head: never a surprise."""
    if not rows:
        return ""
    areas = listed(dict.fromkeys(str(row.area) for row in rows))
    words = f"{capital(counted(len(rows), 'concern'))}: {areas}."
    open_ones = [row for row in rows if row.discussed_on is None]
    talks = sorted({(row.discussed_on, row.discussed_with) for row in rows if row.discussed_on})
    if talks:
        said = listed(f"with {who} on {plain_day(on)}" for on, who in talks)
        words = f"{words} Discussed {said}."
    if open_ones:
        which = "It has" if len(rows) == 1 else f"{capital(number(len(open_ones)))} of them {_has(open_ones)}"
        words = f"{words} {which} not been discussed yet: {open_ones[0].not_discussed_why.rstrip('.')}."
    return words


def _has(rows: Sequence[Any]) -> str:
    return "has" if len(rows) == 1 else "have"


def risk(rows: Sequence[Risk], kind: str) -> str:
    """The level, since when, when it was last confirmed and by whom. ``rows``: the latest first."""
    judged = [row for row in rows if row.kind == kind]
    if not judged:
        return ""
    latest = first = judged[0]
    for row in judged:
        if row.level != latest.level:
            break
        first = row
    words = f"{latest.get_level_display()} since {plain_day(first.on)}"
    if first.pk != latest.pk:
        words = f"{words}, confirmed on {plain_day(latest.on)}"
    return f"{words}, judged by {latest.judged_by}: {clause(latest.reason)}"


def category(row: Category | None) -> str:
    """The category, since when, who agreed it, and what the school says against it."""
    if row is None:
        return ""
    words = f"{row.category} since {plain_day(row.on)}. {row.get_stage_display()}, with {row.agreed_by}."
    if row.disputed_why:
        words = f"{words} The school disputes it: {clause(row.disputed_why)}"
    return words


def plans(rows: Sequence[Any]) -> str:
    """By which plans the school works, since when, and which a visit has overtaken."""
    return " ".join(f"{row.get_kind_display()}{_in_force(row)}." for row in rows)


def _in_force(plan: Any) -> str:
    if plan.in_force_on is None:
        return ": no version is in force yet"
    flag = not_revised(plan)
    return f", in force since {plain_day(plan.in_force_on)}{f'. {flag}' if flag else ''}"


def inspections(rows: Sequence[Inspection]) -> str:
    """The last judgement on the school, and the last visit since. ``rows``: the latest first."""
    full = next((row for row in rows if row.grade), None)
    words = [f"{full.grade}, {inside(full.kind.name)} of {plain_day(full.on)}."] if full else []
    if rows and rows[0] != full:
        words.append(f"{visit_told(rows[0])}.")
    since = f"{capital(counted(len(rows), 'visit'))} recorded." if len(rows) > 2 else ""
    return " ".join([*words, since]).strip()


def conferences(case: Any, rows: Sequence[Meeting], *, level: str) -> str:
    """How often they are held and why at that level of risk, how many were, and when the next is due."""
    every = how_often(case, level)
    held = sum(1 for row in rows if row.status in HELD)
    words = f"{every} {capital(_some(held))} held, {_moved(sum(row.moves for row in rows))}."
    if case.next_at and case.is_open:
        return f"{words} The next is on {day(case.next_at)}, {days_left(case.next_at)}."
    due = latest_day(case)
    if due is None:
        return words
    return f"{words} None is planned; one {'was' if due < clock.today() else 'is'} due by {day(due)}."


def _moved(times: int) -> str:
    """How often they were moved in all, as on the page of the case's conferences."""
    if not times:
        return "none moved"
    return "moved once" if times == 1 else f"moved {number(times)} times in all"


def _some(count: int) -> str:
    return number(count) if count else "none"


def school_says(disagreed: Sequence[Disagreement], refused: Sequence[NonEngagement]) -> str:
    """That the school disagreed, and what it did not take part in."""
    words = []
    if disagreed:
        last = disagreed[-1]
        words.append(
            f"{last.said_by} disagreed with the LA’s judgement on {plain_day(last.on)}: {clause(last.said)}"
        )
    if refused:
        last_fact = refused[-1]
        times = "Once" if len(refused) == 1 else f"{capital(number(len(refused)))} times"
        kind = last_fact.get_kind_display()
        words.append(
            f"{times} the school did not take part; last on {plain_day(last_fact.on)}: {kind.lower()}."
        )
    return " ".join(words)


def support(lines: Sequence[Line]) -> str:
    """Days used of those agreed, of what is not over; empty where nobody supports the school."""
    return f"{capital(total_words(lines))}." if lines else ""
