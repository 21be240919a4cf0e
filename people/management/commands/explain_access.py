"""``explain_access USER URN``: why somebody can see a school, or not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localtime

from people.explain import Explanation, explain
from people.models import User
from people.reach import records_read_by
from record.words import listed, plain_day
from schools.models import School


class Command(BaseCommand):
    help = "Says in sentences why a person can see a school, or why not, and when they last read of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", metavar="USER", help="The person's e-mail address.")
        parser.add_argument("urn", metavar="URN", help="The school's number in the register.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["user"]).first()
        if user is None:
            raise CommandError(f"Nobody has the e-mail address {options['user']}.")
        school = School.objects.filter(urn=options["urn"]).first()
        if school is None:
            raise CommandError(f"There is no school with the URN {options['urn']}.")
        self.tell(explain(user, school))

    def tell(self, found: Explanation) -> None:
        for sentence in found.sentences():
            self.stdout.write(sentence)
        if found.sees:
            self.stdout.write(f"{found.user} may: {listed(found.doings())}.")
            count = records_read_by(found.user, found.school)
            self.stdout.write(f"Records with a circle that {found.user} reads today: {count}.")
        if found.last_read:
            at = localtime(found.last_read)
            self.stdout.write(f"Last read: {plain_day(at.date())}, {at:%H:%M}.")
        else:
            self.stdout.write("Last read: never.")
