"""Warning notices of the Secretary of State, where none of ours stands, and the end of the bar on ours."""

from datetime import date

from django.core.exceptions import PermissionDenied

from concern_cases.events import record_event
from concern_cases.models import ConcernCase
from letters.events import NOTICES_ALLOWED, SECRETARY_GAVE
from letters.law import takes_notices
from letters.models import SecretaryNotice
from letters.wording import full_day
from people.access import may
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.models import School
from schools.permissions import Circle, Perm


@service
def record_secretarys_notice(case: ConcernCase, *, on: date, where: str, by: User) -> SecretaryNotice:
    """It is on record that the Secretary of State gave the case's school a warning notice on that day.

    Until ``allow_notices`` the school can be given none of ours. Refuses (RuleError) a school to which no
    such notice can be given, a day to come, and silence about where it can be read; (AlreadyDone) one of
    that day a second time.
    """
    school = case.school
    _require_right(by, school)
    if not takes_notices(school):
        raise RuleError(f"A warning notice goes to the governing body of a maintained school: {school}.")
    if on > clock.today():
        raise RuleError("Give the day of the notice, not later than today.", field="on")
    if not where.strip():
        raise RuleError("Say how the council was told of it, or where it can be read.", field="where")
    notice, is_new = keep_secretarys_notice(school, on=on, where=where, by=by)
    if not is_new:
        raise AlreadyDone(f"A notice of {full_day(on)} is on record already")
    record_event(SECRETARY_GAVE, school=school, case=case, circle=Circle.LA, on=on, where=notice.where)
    return notice


def keep_secretarys_notice(school: School, *, on: date, where: str, by: User) -> tuple[SecretaryNotice, bool]:
    """The notice of that day and whether it is new here: for services that refuse and log themselves."""
    facts = {"where": where.strip(), "recorded_by": by, "recorded_at": clock.now()}
    return SecretaryNotice.objects.get_or_create(school=school, given_on=on, defaults=facts)


@service
def allow_notices(notice: SecretaryNotice, *, on: date, how: str, case: ConcernCase, by: User) -> None:
    """The council may give the school a warning notice again, because the Secretary of State said so.

    Refuses (RuleError) a day before the Secretary of State's notice or to come, and silence about who said
    so; (AlreadyDone) a second time.
    """
    notice.refresh_from_db(from_queryset=SecretaryNotice.objects.select_for_update())
    _require_right(by, notice.school)
    if notice.may_again_on:
        raise AlreadyDone(f"That the council may is on record since {full_day(notice.may_again_on)}")
    if not notice.given_on <= on <= clock.today():
        raise RuleError(f"Give a day from {full_day(notice.given_on)} until today.", field="on")
    if not how.strip():
        raise RuleError("Say who told the council that it may, and how.", field="how")
    notice.may_again_on, notice.may_again_how, notice.may_again_by = on, how.strip(), by
    notice.save()
    record_event(
        NOTICES_ALLOWED,
        school=notice.school,
        case=case,
        circle=Circle.LA,
        given=notice.given_on,
        on=on,
        how=notice.may_again_how,
    )


def _require_right(by: User, school: School) -> None:
    if not may(by, Perm.DRAFT_LETTER, school):
        raise PermissionDenied(Perm.DRAFT_LETTER.value)
