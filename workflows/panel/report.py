"""The report to the Members Panel: numbers over a year, success criteria, and the schools that it is about.

"The panel … holding officers to account for the improvement secured in the schools which are judged to be of
high risk, including all inadequate and below floor target schools" (primary plan of 2010). Made from the
records at every reading, with the same number of queries for any number of schools. It holds numbers and
codes alone, no words that people wrote: without names it names nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from concern_cases.due_dates import months_after
from concern_cases.models import Action, ConcernCase
from evaluation.models import Risk
from letters.models import Letter
from letters.standing import standing_of
from meetings import drawing
from meetings.criteria_rows import TOO_FEW, Row, criteria_rows
from meetings.models import AgendaItem, ProgressKind, SuccessCriterion
from meetings.models.agenda import HEADS as HEADS_OF_SCHOOLS
from meetings.next_due import HELD
from meetings.reference import BELOW_FLOOR, STRATEGY_MEETING
from meetings.services.panel import letters_for
from meetings.words import plain_day
from people.models import Post, PostSchool, User
from record import clock
from record.words import inside
from schools.models import LocalAuthority, School
from schools.permissions import Circle
from workflows.panel.record import COUNTS, DAYS_A_MONTH, Record, months_in_concern

Computed = SuccessCriterion.Computed
MONTHS_BACK = (12, 9, 6, 3, 0)
FEWEST = 3  # outside, a number of fewer schools would tell which they are
NOT_KNOWN, FEW, WITHHELD = "not known", "1 or 2", "too few to tell"


@dataclass(frozen=True)
class Numbers:
    """One thing that is counted, on each of the report's days; ``outside``: as committees read it."""

    name: str
    days: list[date]
    values: list[float | None]
    words: list[str]
    outside: list[str]

    @property
    def picture(self) -> drawing.Columns:
        return self._drawn(self.words)

    @property
    def by_day(self) -> list[tuple[date, str]]:
        return list(zip(self.days, self.words, strict=True))

    @property
    def titled(self) -> str:
        """What the picture shows, in a sentence."""
        return f"{self.name}: {', '.join(f'{said} on {plain_day(day)}' for day, said in self.by_day)}."

    @property
    def for_outside(self) -> "Numbers":
        """The same with what committees may read; the height of a column tells no more than its words."""
        values = [
            value if said == known else (FEWEST - 1.0 if said == FEW else None)
            for value, said, known in zip(self.values, self.outside, self.words, strict=True)
        ]
        return replace(self, values=values, words=self.outside)

    def _drawn(self, words: list[str]) -> drawing.Columns:
        short = ["–" if said in (NOT_KNOWN, WITHHELD) else said.replace(" or ", "–") for said in words]
        return drawing.columns(self.values, short, self.days, vague=[said == FEW for said in words])


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
    criteria: list[Row]
    withheld: list[PanelSchool]

    def in_order(self, *, named: bool) -> list[PanelSchool]:
        """By name, or by letter."""
        key = (lambda row: row.school.name) if named else (lambda row: (len(row.letter), row.letter))
        return sorted(self.schools, key=key)

    @property
    def for_committees(self) -> "PanelReport":
        """The same numbers without any single school: nothing has to be withheld from anybody."""
        numbers = [row.for_outside for row in self.numbers]
        return replace(self, numbers=numbers, schools=[*self.schools, *self.withheld], withheld=[])

    @property
    def progress(self) -> list[tuple[str, int]]:
        """How the schools improve, as the last strategy meeting judged; empty where a group is too small.

        A group of one or two would tell which schools are meant.
        """
        enough = sum(1 for row in self.schools if row.progress and row.progress.is_enough)
        not_enough = sum(1 for row in self.schools if row.progress and not row.progress.is_enough)
        groups = [
            ("improve as fast as they have to", enough),
            ("do not improve fast enough", not_enough),
            ("have not been judged yet", len(self.schools) - enough - not_enough),
        ]
        return [] if any(0 < count < FEWEST for _, count in groups) else groups

    @property
    def how_many(self) -> str:
        """The number of schools as committees read it."""
        return FEW if 0 < len(self.schools) < FEWEST else str(len(self.schools))

    @property
    def told_criteria(self) -> list[tuple[Row, bool]]:
        """Each criterion, and whether its figures may be told outside."""
        return [(row, _is_told_outside(row)) for row in self.criteria]


def _is_told_outside(row: Row) -> bool:
    """Not a share of very few, nor one that tells of one or two schools what the LA thinks of them."""
    last = row.last
    if last is None:
        return True
    out_of = Decimal(last.row.out_of or 0)
    if last.is_share and 0 < out_of < TOO_FEW:
        return False
    schools = round(last.row.value * out_of / 100) if last.is_share else last.row.value
    return row.criterion.computed != Computed.INADEQUATE or not 0 < schools < FEWEST


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
        numbers=_numbers(record, criteria, days),
        schools=[row for row in schools if row.school.pk not in own],
        criteria=criteria,
        withheld=[row for row in schools if row.school.pk in own],
    )


def _headed_by(reader: User) -> Iterable[int]:
    """Schools that the reader heads: of these nothing is read (declared interest)."""
    posts = Post.objects.current().filter(user=reader, role__in=HEADS_OF_SCHOOLS)
    return PostSchool.objects.filter(post__in=posts).values_list("school", flat=True)


def _numbers(record: Record, criteria: list[Row], days: list[date]) -> list[Numbers]:
    found = []
    for name, count, is_public in COUNTS:
        counted = [count(record, day) for day in days]
        words = [str(value) for value in counted]
        outside = [
            said if is_public or not 0 < value < FEWEST else FEW
            for value, said in zip(counted, words, strict=True)
        ]
        found.append(Numbers(name, days, [float(value) for value in counted], words, outside))
    months = [months_in_concern(record, day) for day in days]
    said = [NOT_KNOWN if value is None else str(value) for value in months]
    told = [
        words if len(record.open_on(day)) >= FEWEST or words == NOT_KNOWN else WITHHELD
        for words, day in zip(said, days, strict=True)
    ]
    values = [None if value is None else float(value) for value in months]
    found.append(Numbers("Months in concern, the middle of the open cases", days, values, said, told))
    return [*found, *_below_floor(criteria, days)]


def _below_floor(criteria: list[Row], days: list[date]) -> list[Numbers]:
    """How many schools were below the floor, by the figures that the authority entered."""
    row = next((each for each in criteria if each.criterion.code == BELOW_FLOOR), None)
    if row is None:
        return []
    values: list[Decimal | None] = []
    for day in days:
        known = [figure.row.value for figure in row.figures if figure.on <= day]
        values.append(known[0] if known else None)
    words = [NOT_KNOWN if value is None else row.criterion.worded(value) for value in values]
    name = f"{row.criterion} (entered)"
    return [Numbers(name, days, [None if v is None else float(v) for v in values], words, words)]


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
    for row in rows.with_end().select_related("kind", "response").order_by("pk"):
        found[schools[row.school_id]].append(f"{row.kind}: {standing_of(row)}")
    return found
