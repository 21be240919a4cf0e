"""What the page of a plan shows: how far it is, what is to be decided, and how good it is, in words."""

from dataclasses import dataclass, field
from typing import Any

from meetings.calendars.terms import Term
from meetings.forms.calendars import ChoiceForm
from meetings.models import PlanningRules, ProposedDate, TermPlan
from meetings.plan_jobs import distance
from meetings.planning.choices import FOLLOWS
from meetings.services.problems import rules_of, starts_of
from meetings.services.replanning import why_unfit
from meetings.services.term_plans import BECAUSE, is_out_of_date, plan_of
from meetings.services.term_problem import due_in
from record.words import listed
from schools.models import LocalAuthority

State = TermPlan.State


@dataclass(frozen=True)
class PlanPage:
    """One plan for one reader, or what could be planned when there is none."""

    la: LocalAuthority
    term: Term
    plan: TermPlan | None
    falls_due: int
    elsewhere: int
    rules: PlanningRules
    starts: str
    stuck: list[tuple[ProposedDate, ChoiceForm]] = field(default_factory=list)
    follow: int = 0  # conferences that find a date when the one before them has one
    to_do: list[ProposedDate] = field(default_factory=list)
    stays: int = 0
    not_called: list[ProposedDate] = field(default_factory=list)
    out_of_date: bool = False
    unfit_because: str = ""

    @property
    def state(self) -> str:
        return self.plan.state if self.plan else ""

    @property
    def is_being_worked_out(self) -> bool:
        return self.state in (State.WAITING, State.RUNNING)

    @property
    def because(self) -> str:
        """Why the worker planned it again, if it did."""
        return str(self.plan.asked_about.get(BECAUSE, "")) if self.plan else ""

    @property
    def placed(self) -> int:
        return len(self.to_do) + self.stays

    @property
    def planned(self) -> int:
        return self.placed + len(self.stuck) + self.follow

    @property
    def to_invite(self) -> list[ProposedDate]:
        """The dates that accepting the plan calls: without those that were left out."""
        return [row for row in self.to_do if not row.left_out]

    @property
    def invite_label(self) -> str:
        """What the button says."""
        count = len(self.to_invite)
        return f"Invite for the {count} proposed dates" if count != 1 else "Invite for the proposed date"

    @property
    def unsure(self) -> int:
        """How many of the dates to be called rest on a diary that nobody knows."""
        return sum(1 for row in self.to_invite if row.unknown_diaries)

    @property
    def called(self) -> int:
        return sum(1 for row in self.to_do if row.meeting_id)

    @property
    def is_being_called(self) -> bool:
        """Accepted, and the worker still has some of it to do."""
        left = [row for row in self.to_do if not row.meeting_id and not row.not_called_why]
        return self.state == State.ACCEPTED and bool(left)


def plan_page(la: LocalAuthority, term: Term, *, bound: ChoiceForm | None = None) -> PlanPage:
    """The plan of the term as it stands. ``bound``: a choice that was sent and has to be put right."""
    rules = rules_of(la)
    here, elsewhere = due_in(la, term.first_day, term.last_day)
    plan = plan_of(la, term.first_day, term.last_day)
    facts: dict[str, Any] = {}
    if plan and plan.state in (State.READY, State.ACCEPTED):
        facts = _dates_of(plan, bound)
    return PlanPage(
        la=la,
        term=term,
        plan=plan,
        falls_due=len(here),
        elsewhere=len(elsewhere),
        rules=rules,
        starts=listed([time_in_words_of(each) for each in starts_of(rules)]),
        **facts,
    )


def quality_in_words(plan: TermPlan) -> str:
    """How good the plan is, as far as that is proven."""
    if plan.progress.get("stopped"):
        return "The search was stopped: this is the best plan that it had found by then."
    if plan.is_best:
        return "Proven best: no plan places more conferences or needs fewer adviser days."
    gap = distance(plan.cost, plan.bound)
    if gap is None:
        return ""
    return f"At most {gap:g} % better could exist: the search ended after its time."


def time_in_words_of(at: Any) -> str:
    """2 pm, of a time without a day."""
    minutes = f".{at:%M}" if at.minute else ""
    return "noon" if (at.hour, at.minute) == (12, 0) else f"{at.hour % 12 or 12}{minutes} {at:%p}".lower()


def _dates_of(plan: TermPlan, bound: ChoiceForm | None) -> dict[str, Any]:
    rows = list(plan.dates.select_related("case__school", "case__cadence", "case__lead", "keeps", "meeting"))
    without = [row for row in rows if row.starts_at is None]
    stuck = [row for row in without if row.why_not != FOLLOWS]
    changes = [row for row in rows if row.starts_at and not row.stays]
    forms = [(row, bound if bound and bound.of == row else ChoiceForm(date=row)) for row in stuck]
    out_of_date = plan.state == State.READY and is_out_of_date(plan)
    return {
        "stuck": forms if plan.state == State.READY else [],
        "follow": len(without) - len(stuck),
        "to_do": changes,
        "stays": sum(1 for row in rows if row.starts_at and row.stays),
        "not_called": [row for row in rows if row.not_called_why],
        "out_of_date": out_of_date,
        "unfit_because": why_unfit(plan) if out_of_date else "",
    }
