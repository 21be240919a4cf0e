"""The ladder of letters: which kinds a school can be given, what comes next, and what may be left out."""

from django.db.models import Q, QuerySet

from letters.law import NOTICE_TYPES, takes_notices, yields_to_secretary_of_state
from letters.models import Letter, LetterKind, SecretaryNotice
from letters.reached import why_not_reached
from letters.wording import listed, plain_day
from record.errors import RuleError
from schools.models import School
from schools.models.school import MAINTAINED_GROUP, MAINTAINED_SPECIAL_TYPES


def kind_of(kind: LetterKind | str) -> LetterKind:
    """The kind, by its series or the code of any of its versions: the version that may be chosen today.

    So what was asked for on the last day of a version, and is done on the first of the next, is done by that.
    Refuses (RuleError) a kind that nobody can choose today.
    """
    if isinstance(kind, LetterKind):
        return kind
    rows = LetterKind.objects.in_use().select_related("clock_rule")
    series = LetterKind.objects.filter(code=kind).exclude(series="").values("series")
    found = (
        rows.filter(code=kind).first()
        or rows.filter(series=kind).order_by("-valid_from").first()
        or rows.filter(series__in=series).first()
    )
    if found is None:
        raise RuleError("Choose a kind of letter that is in use.", field="kind")
    return found


def kinds_for(school: School) -> list[LetterKind]:
    """Kinds that the school can be given today, from the lowest rung; those outside the ladder last."""
    return [
        kind
        for kind in _kinds().filter(ends_as="", yearly=False).order_by("order")
        if can_be_given(kind, school)
    ]


def can_be_given(kind: LetterKind, school: School) -> bool:
    """Whether such a letter can go to the school today (``why_unfit``)."""
    return not why_unfit(kind, school)


def why_unfit(kind: LetterKind, school: School) -> str:
    """Why the school can be given no such letter today, and what can be done instead; empty if it can.

    Because of the school (``why_school_unfit``), or because the Secretary of State gave it a warning notice.
    """
    unfit = why_school_unfit(kind, school)
    return unfit or (why_barred(school) if yields_to_secretary_of_state(kind) else "")


def why_school_unfit(kind: LetterKind, school: School) -> str:
    """Why such a letter can't go to a school like this one, and what can be done instead; empty if it can.

    Nothing goes to a school that has closed, no notice under the Act to an academy, and to an academy nothing
    but what is written to its trust.
    """
    if kind.statutory or not school.is_open:
        return why_outside_the_act(school)
    if school.is_maintained or kind.for_academies:
        return ""
    return f"A {kind.name.lower()} goes to the governing body of a maintained school. {_instead(school)}"


def why_no_notice(school: School) -> str:
    """Why the school can be given no warning notice today, and what can be done; empty if it can."""
    return why_outside_the_act(school) or why_barred(school)


def why_barred(school: School) -> str:
    """Why no warning notice of ours may be given after the Secretary of State's; empty if one may.

    By section 60(4A), until the Secretary of State tells the authority that it may.
    """
    notice = SecretaryNotice.objects.filter(school=school, may_again_on=None).last()
    if notice is None:
        return ""
    return (
        f"The Secretary of State gave the school a warning notice on {plain_day(notice.given_on)}. The "
        "council may give none until the Secretary of State tells it that it may (section 60(4A) of the 2006 "
        "Act). Record that on the case’s page of letters when it has come."
    )


def why_outside_the_act(school: School) -> str:
    """Why section 60 is not for such a school, and what it can be given; empty if it is for it."""
    if not school.is_open:
        return _closed(school)
    if takes_notices(school):
        return ""
    if school.is_maintained:
        return (
            f"A notice under section 60 is for the kinds of school that section 59 names, and {school} is "
            f"none of them: it is a {school.type_name.lower()}."
        )
    return f"A notice under section 60 goes to the governing body of a maintained school. {_instead(school)}"


def given_before_the_school_changed() -> "QuerySet[Letter]":
    """Letters whose answer is awaited from a school that is none for them any more (``why_school_unfit``)."""
    maintained = Q(school__type_group_code=MAINTAINED_GROUP) | Q(
        school__type_code__in=MAINTAINED_SPECIAL_TYPES
    )
    unfit = Q(kind__statutory=True) & ~Q(school__type_code__in=NOTICE_TYPES)
    unfit |= Q(kind__statutory=False, kind__for_academies=False) & ~maintained
    rows = Letter.objects.filter(status=Letter.Status.GIVEN)
    return rows.filter(unfit | ~Q(school__status__startswith="Open"))


def next_kind(letter: Letter) -> LetterKind | None:
    """The kind on the rung above, if the school can be given it; None at the top of the ladder."""
    rung = letter.kind.on_ladder
    if rung is None:
        return None
    kinds = [kind for kind in _kinds().filter(on_ladder=rung + 1) if can_be_given(kind, letter.school)]
    return kinds[0] if kinds else None


def left_out(kind: LetterKind, follows: Letter | None) -> list[LetterKind]:
    """The rungs between the letter that it follows and its own, from the lowest: each is left out."""
    if kind.on_ladder is None:
        return []
    reached = (follows.kind.on_ladder or 0) if follows else 0
    return list(_kinds().filter(on_ladder__gt=reached, on_ladder__lt=kind.on_ladder).order_by("on_ladder"))


def refuse_unfit(kind: LetterKind, school: School, follows: Letter | None, *, why: str) -> None:
    """Nothing, if the school can be given such a letter now; otherwise RuleError in words, with its field."""
    unfit = why_unfit(kind, school)
    if unfit:
        raise RuleError(unfit, field="kind")
    if kind.must_follow and not ran_out(kind, follows):
        raise RuleError(_why_not_after(follows, kind), field="kind")
    skipped = left_out(kind, follows)
    if skipped and not why.strip():
        names = listed(f"no {each.name.lower()}" for each in skipped)
        raise RuleError(f"It follows {names}. Say why it is left out.", field="skips_rung_why")


def _why_not_after(letter: Letter | None, kind: LetterKind) -> str:
    """Why a kind that has to follow a notice can't follow this letter (``ran_out``)."""
    if letter and letter.status == Letter.Status.NOT_COMPLIED and (lost := why_not_reached(letter)):
        return lost
    return (
        f"A {kind.name.lower()} can only follow a warning notice under section 60 whose period has ended and "
        "which was not complied with. No reason replaces it."
    )


def _closed(school: School) -> str:
    """That the school is not open, since when, and which school follows it."""
    what = f"closed on {plain_day(school.closed_on)}" if school.closed_on else "is not open in the register"
    after = listed(f"{row.successor}" for row in school.successions_out.select_related("successor"))
    follows = f" {after} follows it: the case can go on there." if after else ""
    return f"{school} {what}: no letter can be given to it.{follows}"


def _instead(school: School) -> str:
    return (
        f"{school} is not one: its trust can get a letter of concern, with a copy to the regional director."
    )


def ran_out(kind: LetterKind, follows: Letter | None) -> bool:
    """Whether the letter before is of the rung below, its time is over without what it asked for, and stands.

    Its time is asked for itself, besides the finding: in law the period of a notice has to have expired. So
    is whether it is on record as having reached the governing body.
    """
    if follows is None or kind.on_ladder is None or follows.kind.on_ladder != kind.on_ladder - 1:
        return False
    found = follows.status == Letter.Status.NOT_COMPLIED and follows.time_is_over
    return found and not why_not_reached(follows)


def _kinds() -> "QuerySet[LetterKind]":
    return LetterKind.objects.in_use().select_related("clock_rule")
