"""The plan as a model for CP-SAT: what holds in every plan, and what makes one better than another."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from ortools.sat.python import cp_model

from meetings.planning.problem import Case, Engagement, Part, Person, Place, Problem, clash
from meetings.planning.slots import can_come, is_needed, meetings_on, possible_times, stays

# What it costs: places before moves before changes, whatever their number; then days of an adviser.
NOT_PLACED, WAITED_A_DAY, MOVED, CHANGED = 1_000_000, 500, 1_000, 1
WAITED_AT_MOST = 900  # days: of two cases that can't both be placed, the one that waits longer is
ADVISER_DAY, AREA_ON_A_DAY, REVIEW_APART = 40, 12, 30

Choice = tuple[Case, Any]  # a case, and whether it is held at a certain time


class PlanModel:
    """One variable for each time that a case may have (``at``), and one for having none (``left_out``).

    A conference that follows another one of its case can also be ``not_needed`` in the time that is planned.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.cases = sorted(problem.cases, key=lambda case: case.key)
        self.at: dict[tuple[int, datetime], Any] = {}
        self.left_out: dict[int, Any] = {}
        self.not_needed: dict[int, Any] = {}
        self.fixed: set[int] = set()
        # Who goes where one of several is enough, by case, beginning (None: left out) and person.
        self.goes: dict[tuple[int, datetime | None, int], Any] = {}
        self.unattended: list[Any] = []
        self._place()
        for case in self.cases:
            if case.before:
                self._keep_in_step(case, problem.by_key[case.before.key])
            for group in case.one_of_each:
                if len(group) > 1:
                    self._send_one_of(group, case)
        self._leave_room_for_those_left_out()
        for person in sorted(problem.people, key=lambda person: person.key):
            if len(problem.cases_of.get(person.key, [])) > 1:
                self._never_in_two_places(person)

    def begin_with(self, dates: Mapping[int, datetime]) -> None:
        """The search begins with this plan."""
        self.model.clear_hints()
        for (key, at), variable in self.at.items():
            self.model.add_hint(variable, dates.get(key) == at)
        by_key = self.problem.by_key
        for key, variable in self.left_out.items():
            missing = key not in dates and is_needed(self.problem, by_key[key], dates)
            self.model.add_hint(variable, missing)
            if key in self.not_needed:
                self.model.add_hint(self.not_needed[key], key not in dates and not missing)

    # --- What holds in every plan

    def _place(self) -> None:
        together = self._kept_that_clash()
        for case in self.cases:
            fixed = stays(self.problem, case) and case.key not in together
            times = [case.kept] if fixed and case.kept else possible_times(self.problem, case)
            if case.key in together and case.kept and case.kept not in times:
                times = sorted([*times, case.kept])
            for at in times:
                self.at[case.key, at] = self.model.new_bool_var(f"{case.key}@{at:%m%d%H%M}")
            self.left_out[case.key] = self.model.new_bool_var(f"{case.key} nowhere")
            if case.before and not case.kept:
                self.not_needed[case.key] = self.model.new_bool_var(f"{case.key} not needed")
            here = [self.at[case.key, at] for at in times]
            self.model.add_exactly_one([*here, *self._absent(case)])
            if fixed:
                self.fixed.add(case.key)
                self.model.add(self.left_out[case.key] == 0)

    def _absent(self, case: Case) -> list[Any]:
        """What is true when the case has no time in the plan."""
        return [each[case.key] for each in (self.left_out, self.not_needed) if case.key in each]

    def _keep_in_step(self, case: Case, before: Case) -> None:
        """Not too near to the conference before it, and not too late; not at all while that has no date."""
        follows = case.before
        if follows is None:
            raise LookupError(f"{case.name} follows no conference.")
        times = [(at, variable) for (key, at), variable in self.at.items() if key == case.key]
        if case.kept and case.key not in self.fixed:
            times.append((case.kept, self.left_out[case.key]))
        for day, held in self._days_held(before).items():
            apart = [variable for at, variable in times if not case.is_in_step(day, at)]
            if apart:
                self.model.add(sum(held) + sum(apart) <= 1)
            if case.key in self.not_needed and follows.is_needed_after(day):
                self.model.add(sum(held) + self.not_needed[case.key] <= 1)
        if case.kept:
            return
        if before.kept is None:
            absent = self.left_out if follows.is_needed_after(before.due_by) else self.not_needed
            self.model.add_implication(self.left_out[before.key], absent[case.key])
        if before.key in self.not_needed:
            self.model.add_implication(self.not_needed[before.key], self.not_needed[case.key])

    def _days_held(self, case: Case) -> dict[date, list[Any]]:
        """What is true when the conference is on each day, at a new time or where it stands."""
        found: dict[date, list[Any]] = defaultdict(list)
        for (key, at), variable in self.at.items():
            if key == case.key:
                found[at.date()].append(variable)
        if case.kept and case.key not in self.fixed:
            found[case.kept.date()].append(self.left_out[case.key])
        return found

    def _leave_room_for_those_left_out(self) -> None:
        """A conference that finds no other time is still where it is: nobody it needs is put elsewhere then.

        Two that stand already and clash are left to whoever called them.
        """
        for case in self._still_standing():
            standing = self.problem.engaged(case, case.kept)  # type: ignore[arg-type]
            for part in case.people:
                here = self._presence(case, None, part.person)
                beside = {other.key: other for other in self.problem.cases_of[part.person]}
                for key, at in self.at:
                    if key == case.key or key not in beside or at == beside[key].kept:
                        continue
                    there = self._presence(beside[key], at, part.person)
                    if clash(standing, self.problem.engaged(beside[key], at), self.problem.rules):
                        self.model.add_at_most_one([each for each in (here, there) if each is not None])

    def _send_one_of(self, group: Sequence[Part], case: Case) -> None:
        """One of the group goes to the conference, whenever it is. To one that stands already nobody may."""
        times: list[datetime | None] = [at for key, at in self.at if key == case.key]
        if case in self._still_standing():
            times.append(None)
        for at in times:
            when = at or case.kept
            able = [part for part in group if when and can_come(self.problem, case, when, part)]
            sent = [self.model.new_bool_var(f"{case.key} {at} {part.person}") for part in able]
            self.goes |= {(case.key, at, part.person): each for part, each in zip(able, sent, strict=True)}
            nobody = []
            if when == case.kept:
                nobody = [self.model.new_bool_var(f"{case.key} {at} nobody")]
                self.unattended += nobody
            held = self.left_out[case.key] if at is None else self.at[case.key, at]
            self.model.add(sum([*sent, *nobody]) == held)

    def _presence(self, case: Case, at: datetime | None, person: int) -> Any:
        """Whether the person is at the conference then (None: where it stands, left out); None if never."""
        part = next((each for each in case.people if each.person == person), None)
        if part is None:
            return None
        if any(len(group) > 1 and part in group for group in case.one_of_each):
            return self.goes.get((case.key, at, person))
        return self.left_out[case.key] if at is None else self.at[case.key, at]

    def _still_standing(self) -> list[Case]:
        """The cases whose conference is called, and would stay where it is if they were left out."""
        return [case for case in self.cases if case.kept and case.key not in self.fixed]

    def _kept_that_clash(self) -> set[int]:
        """Cases whose conferences stand already and can't all stay: somebody would be in two places."""
        staying = [case for case in self.cases if stays(self.problem, case)]
        found = set()
        for place, one in enumerate(staying):
            for other in staying[place + 1 :]:
                if not _always(one).isdisjoint(_always(other)):
                    mine = self.problem.engaged(one, one.kept)  # type: ignore[arg-type]
                    if clash(mine, self.problem.engaged(other, other.kept), self.problem.rules):  # type: ignore[arg-type]
                        found |= {one.key, other.key}
        return found

    def _never_in_two_places(self, person: Person) -> None:
        """No two conferences of the person overlap, with the way between them; not too many a day."""
        for day, times in self._days_of(person).items():
            starts = sorted(times)
            for at in starts:
                self.model.add_at_most_one(variable for _, variable in times[at])
            for place, at in enumerate(starts):
                for later in starts[place + 1 :]:
                    self._one_of_two(times[at], times[later], at, later)
            self._not_too_many(person, day, times)

    def _one_of_two(self, first: Any, second: Any, at: datetime, later: datetime) -> None:
        """Of two beginnings, those that leave too little time for the way exclude each other."""
        groups: dict[Place, list[Any]] = defaultdict(list)
        for case, variable in first:
            place = case.place if case.place.area is None else Place(area=case.place.area)
            groups[place].append(variable)
        ends = at + timedelta(minutes=self.problem.rules.length)
        for place, members in groups.items():
            engaged = Engagement(at, ends, place)
            apart = [
                variable
                for other, variable in second
                if clash(engaged, self.problem.engaged(other, later), self.problem.rules)
            ]
            if apart:
                self.model.add(sum(members) + sum(apart) <= 1)

    def _not_too_many(self, person: Person, day: date, times: Any) -> None:
        here = [(case, variable) for found in times.values() for case, variable in found]
        left = [
            (each, presence)
            for each in self._still_standing()
            if each.kept and each.kept.date() == day
            if (presence := self._presence(each, None, person.key)) is not None
        ]
        here += left
        limit = self.problem.rules.per_day - meetings_on(person, day)
        # What people were invited to counts, but is not forbidden by a rule for new dates.
        standing = {case.key for case, _ in here if case.kept and case.kept.date() == day}
        limit = max(limit, len(standing))
        if len(times) + len(left) > limit:
            self.model.add(sum(variable for _, variable in here) <= limit)

    def _days_of(self, person: Person) -> dict[date, dict[datetime, list[tuple[Case, Any]]]]:
        """Per day and beginning, the conferences that the person could have then."""
        found: dict[date, dict[datetime, list[tuple[Case, Any]]]] = defaultdict(lambda: defaultdict(list))
        mine = {case.key: case for case in self.problem.cases_of.get(person.key, [])}
        for key, at in self.at:
            presence = self._presence(mine[key], at, person.key) if key in mine else None
            if presence is not None:
                found[at.date()][at].append((mine[key], presence))
        return found

    # --- What is wanted

    def placing(self) -> Any:
        """Everybody is placed; of those invited already few move; few of the dates proposed before change."""
        costs = [NOT_PLACED * each for each in self.unattended]
        for case in self.cases:
            waited = max(0, min((self.problem.first_day - case.since).days, WAITED_AT_MOST))
            known = NOT_PLACED if case.kept else 0  # people have it in their diaries
            costs.append((NOT_PLACED + known + waited * WAITED_A_DAY) * self.left_out[case.key])
            before = case.kept or case.earlier
            stayed = self.at.get((case.key, before)) if before else None
            if stayed is not None:
                price = MOVED if case.kept else CHANGED
                costs.append(price * (1 - stayed - sum(self._absent(case))))
        return sum(costs)

    def comfort(self) -> Any:
        """Few adviser days, areas together, reviews held on the way, early rather than late.

        What follows need not be early, and no more often than the interval asks. The first is, even where
        that makes another one due in the same time.
        """
        order = {day: place for place, day in enumerate(sorted({at.date() for _, at in self.at}))}
        by_key = self.problem.by_key
        costs = [
            order[at.date()] * variable
            for (key, at), variable in self.at.items()
            if order[at.date()] and not by_key[key].before
        ]
        for key, variable in self.not_needed.items():
            follows = by_key[key].before
            if follows and not by_key[follows.key].before:
                costs.append((ADVISER_DAY + AREA_ON_A_DAY) * variable)
        costs += [
            REVIEW_APART * variable
            for (key, at), variable in self.at.items()
            if by_key[key].review and at.date() not in by_key[key].review
        ]
        for chair in sorted({case.chair for case in self.cases}):
            costs += self._days_out(self.problem.person[chair])
        return sum(costs)

    def _days_out(self, person: Person) -> Iterator[Any]:
        """What the days cost on which the person chairs, and the areas to which each of them leads."""
        for day, times in sorted(self._days_of(person).items()):
            here = [
                (case, variable)
                for found in times.values()
                for case, variable in found
                if case.chair == person.key
            ]
            if not here:
                continue
            name = f"{person.key} {day:%m%d}"
            if not meetings_on(person, day):
                yield ADVISER_DAY * self._any(name, [variable for _, variable in here], times)
            areas: dict[Any, list[Any]] = defaultdict(list)
            for case, variable in here:
                areas[case.place.area or case.place].append(variable)
            for number, variables in enumerate(areas.values()):
                if len(variables) > len(times):  # of one case alone it is the same on every day
                    yield AREA_ON_A_DAY * self._any(f"{name} {number}", variables, times)

    def _any(self, name: str, variables: list[Any], times: Any) -> Any:
        """Whether any of them is true. That their sum implies it is told as well: it makes a better bound."""
        if len(variables) == 1:
            return variables[0]
        found = self.model.new_bool_var(name)
        for variable in variables:
            self.model.add_implication(variable, found)
        self.model.add(sum(variables) <= min(len(times), len(variables)) * found)
        return found


def _always(case: Case) -> set[int]:
    """Who must come to the conference themselves."""
    return {group[0].person for group in case.one_of_each if len(group) == 1}
