"""``manage.py deadline RULE GIVEN DAYS [--school URN]``"""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from record.deadlines import Deadline
from record.errors import RuleError
from record.models import DeadlineRule
from schools.calendar import calendar_note, deadline
from schools.models import School


class Command(BaseCommand):
    help = (
        "The date on which a period ends by a rule of counting days, and the days left out with the reason."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rule", help="the name of a rule, for example s60, inspection, foi or clear_days")
        parser.add_argument("given", type=_day, help="the day given, as YYYY-MM-DD")
        parser.add_argument("days", type=int, help="how many days")
        parser.add_argument(
            "--school", metavar="URN", help="whose holidays are left out, where the rule does so"
        )

    def handle(self, *, rule: str, given: date, days: int, school: str | None, **options: Any) -> None:
        found = _school(school) if school else None
        try:
            counted = deadline(rule, given=given, days=days, school=found)
        except RuleError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(counted.ends_on.isoformat())
        for day, why in counted.left_out:
            self.stdout.write(f"{day.isoformat()} {why}")
        if note := _note(counted, found):
            self.stderr.write(note)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no day: give it as YYYY-MM-DD.") from error


def _school(urn: str) -> School:
    school = School.objects.filter(urn=urn).first()
    if school is None:
        raise CommandError(f"There is no school with the URN {urn}.")
    return school


def _note(counted: Deadline, school: School | None) -> str:
    """What the reader must know where a rule leaves out school holidays that nobody entered."""
    if not DeadlineRule.objects.get(name=counted.rule).leaves_out_school_holidays:
        return ""
    if school is None:
        return "This rule leaves out a school's holidays. No --school was named, so none are left out."
    return calendar_note(school, counted.given, counted.ends_on)
