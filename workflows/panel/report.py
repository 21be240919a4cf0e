"""The report to the Members Panel: numbers over a year, success criteria, and the schools that it is about.

"The panel … holding officers to account for the improvement secured in the schools which are judged to be of
high risk, including all inadequate and below floor target schools" (primary plan of 2010). Made from the
records at every reading, with the same number of queries for any number of schools. It holds numbers and
codes alone, no words that people wrote: without names it names nobody.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from concern_cases.due_dates import months_after
from concern_cases.models import Action, ConcernCase
from evaluation.models import Risk
from letters.models import Letter
from letters.standing import standing_of
from meetings.criteria_rows import Row, criteria_rows
from meetings.models import AgendaItem, ProgressKind
from meetings.models.agenda import HEADS as HEADS_OF_SCHOOLS
from meetings.next_due import HELD
from meetings.reference import STRATEGY_MEETING
from meetings.school_record import DAYS_A_MONTH, HIGH, INADEQUATE, Record, in_category
from meetings.services.panel import letters_for
from people.models import Post, PostSchool, User
from record import clock
from record.words import inside
from schools.models import LocalAuthority, School
from schools.permissions import Circle
from workflows.panel.numbers import Numbers, numbers_of
from workflows.panel.outside import Groups, criteria_outside

MONTHS_BACK = (12, 9, 6, 3, 0)


@dataclass(frozen=True)
class PanelSchool:
    """One school that the Panel asks about. ``letter`` stands for it in every report without names."""

    letter: str
    school: School
    case: ConcernCase | None
    why: list[str]
    category: str
    months: int | None
    progress: ProgressKind | None
    actions_done: int = 0
    actions_open: int = 0
    actions_late: int = 0
    letters: list[str] = field(default_factory=list)

    @property
    def actions(self) -> str:
        words = f"{self.actions_done} done, {self.actions_open} open"
        return f"{words}, {self.actions_late} of these late" if self.actions_late else words

    def name(self, *, named: bool) -> str:
        return f"{self.school} (URN {self.school.urn})" if named else f"School {self.letter}"


@dataclass(frozen=True)
class PanelReport:
    """Everything that Members read. ``withheld``: schools that the reader heads, and reads nothing of."""

    la: LocalAuthority
    on: date
    days: list[date]
    numbers: list[Numbers]
    schools: list[PanelSchool]
    criteria: list[tuple[Row, bool]]  # and whether its figures are told
    criteria_outside: list[tuple[Row, bool]]
    withheld: list[PanelSchool]

    def in_order(self, *, named: bool) -> list[PanelSchool]:
        """By name, or by letter."""
        key = (lambda row: row.school.name) if named else (lambda row: (len(row.letter), row.letter))
        return sorted(self.schools, key=key)

    def without(self, schools: Collection[int]) -> "PanelReport":
        """The same for a reader who heads these schools."""
        kept = [row for row in self.schools if row.school.pk not in schools]
        withheld = [row for row in self.schools if row.school.pk in schools]
        return replace(self, schools=kept, withheld=[*self.withheld, *withheld])

    @property
    def for_committees(self) -> "PanelReport":
        """The same numbers without any single school: nothing has to be withheld from anybody."""
        numbers = [row.for_outside for row in self.numbers]
        schools = [*self.schools, *self.withheld]
        return replace(self, numbers=numbers, criteria=self.criteria_outside, schools=schools, withheld=[])

    @property
    def groups(self) -> Groups:
        """All its schools by how they improve, as the last strategy meeting judged, and what may be told."""
        judged = [row.progress for row in (*self.schools, *self.withheld)]
        enough = sum(1 for progress in judged if progress and progress.is_enough)
        not_yet = judged.count(None)
        today = {row.name: (row.values[-1], row.outside[-1]) for row in self.numbers}
        return Groups(
            schools=len(judged),
            parts=[today[HIGH], today[INADEQUATE]],
            judged=[
                ("improve as fast as they have to", enough),
                ("do not improve fast enough", len(judged) - enough - not_yet),
                ("have not been judged yet", not_yet),
            ],
        )


def panel_report(la: LocalAuthority, *, reader: User) -> PanelReport:
    """The report of today for this reader."""
    today = clock.today()
    days = [months_after(today, -months) for months in MONTHS_BACK]
    record, criteria = Record(la), criteria_rows(la)
    schools = _schools(la, record, today, reader)
    own = set(_headed_by(reader))
    return PanelReport(
        la=la,
        on=today,
        days=days,
        numbers=numbers_of(record, criteria, days),
        schools=[row for row in schools if row.school.pk not in own],
        criteria=[(row, True) for row in criteria],
        criteria_outside=criteria_outside(criteria, in_category=partial(in_category, record)),
        withheld=[row for row in schools if row.school.pk in own],
    )


def _headed_by(reader: User) -> Iterable[int]:
    """Schools that the reader heads: of these nothing is read (declared interest)."""
    posts = Post.objects.current().filter(user=reader, role__in=HEADS_OF_SCHOOLS)
    return PostSchool.objects.filter(post__in=posts).values_list("school", flat=True)


def _schools(la: LocalAuthority, record: Record, today: date, reader: User) -> list[PanelSchool]:
    """Open cases at high risk and every inadequate school, with what was done about each."""
    spells = {spell.on(today).school_id: spell for spell in record.open_on(today)}
    risks = {school: record.high_risks(school, today) for school in spells}
    keys = {school for school, found in risks.items() if found} | record.inadequate(today)
    schools = [record.schools[key] for key in keys]
    letters = letters_for(la, schools, by=reader)
    now = {earlier: key for key in keys for earlier in record.with_earlier(key, today)}
    progress, letters_given = _progress(la, now), _letters(now)
    of_cases = {each.pk: key for key in keys if key in spells for each in spells[key].cases}
    actions = _actions(of_cases, today)
    found = []
    for school in schools:
        spell, category = spells.get(school.pk), record.category(school.pk, today)
        done, open_, late = actions[school.pk]
        found.append(
            PanelSchool(
                letter=letters[school.pk],
                school=school,
                case=spell.on(today) if spell else None,
                why=_why(record, school.pk, risks.get(school.pk, []), today),
                category=str(category.category) if category else "",
                months=round((today - spell.opened_on).days / DAYS_A_MONTH) if spell else None,
                progress=progress.get(school.pk),
                actions_done=done,
                actions_open=open_,
                actions_late=late,
                letters=letters_given[school.pk],
            )
        )
    return found


def _why(record: Record, school: int, risks: list[Risk], today: date) -> list[str]:
    words = [f"high risk of {inside(row.get_kind_display())}" for row in risks]
    if record.in_ofsted_category(school, today):
        words.append("in an Ofsted category")
    if record.inadequate_by_la(school, today):
        words.append("inadequate by the LA’s category")
    return words


def _progress(la: LocalAuthority, schools: Mapping[int, int]) -> dict[int, ProgressKind]:
    """How the last strategy meeting that judged the school, or the one that it was, saw its progress."""
    items = AgendaItem.objects.filter(
        school__in=schools,
        progress__isnull=False,
        meeting__la=la,
        meeting__type__code=STRATEGY_MEETING,
        meeting__status__in=HELD,
    )
    rows = items.select_related("progress").order_by("meeting__starts_at", "pk")
    return {schools[row.school_id]: row.progress for row in rows if row.school_id and row.progress}


def _actions(cases: Mapping[int, int], today: date) -> dict[int, tuple[int, int, int]]:
    """Of each school: actions done, open, and of these late; without those that only people named may read.

    ``cases``: the school of each case, those that went on there among them.
    """
    found: dict[int, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    rows = (
        Action.objects.filter(case__in=cases)
        .exclude(circle=Circle.NAMED)
        .values_list("case", "status", "due_on")
    )
    for case, status, due_on in rows:
        done, open_, late = found[cases[case]]
        if status == Action.Status.DONE:
            done += 1
        elif status == Action.Status.OPEN:
            open_, late = open_ + 1, late + (due_on < today)
        found[cases[case]] = (done, open_, late)
    return found


def _letters(schools: Mapping[int, int]) -> dict[int, list[str]]:
    """The letters that were given and are not settled, each with where it stands."""
    found: dict[int, list[str]] = defaultdict(list)
    states = (Letter.Status.GIVEN, Letter.Status.NOT_COMPLIED)
    rows = Letter.objects.filter(school__in=schools, status__in=states, on_ladder=True)
    rows = rows.with_end().select_related("kind", "response")
    for row in rows.prefetch_related("required_actions", "clocks", "parts").order_by("pk"):
        found[schools[row.school_id]].append(f"{row.kind}: {standing_of(row)}")
    return found
