"""``create_first_administrator``: somebody who can enter everybody else."""

import sys
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from people.invitations import link_for, new_token
from people.models import Post, User
from people.roles import Role
from people.services.people import accept_invitation, add_person
from people.services.posts import appoint
from record import clock
from record.errors import RuleError
from record.words import plain_day
from schools.models import LocalAuthority


class Command(BaseCommand):
    help = (
        "Enters an administrator of a local authority, who then enters everybody else. On a terminal it asks "
        "for a password; otherwise, or with --link, it prints a link by which the person chooses one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--la", required=True, metavar="CODE", help="Three digits, as in the register.")
        parser.add_argument("--la-name", default="", help="The LA's name, if it is not known here yet.")
        parser.add_argument("--link", action="store_true", help="Print a link instead of asking.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = self.entered(**{name: options[name] for name in ("email", "name", "la", "la_name")})
            if options["link"] or not sys.stdin.isatty():
                self.stdout.write("To choose a password, open this page. The link works once:")
                self.stdout.write(link_for(user, new_token(user)))
            else:
                self.ask_password(user)
        except RuleError as error:
            raise CommandError(str(error)) from None

    @transaction.atomic
    def entered(self, *, email: str, name: str, la: str, la_name: str) -> User:
        """The person is here with the post; running the command again changes nothing."""
        authority = self.authority(la, la_name)
        user = User.objects.filter(email__iexact=email.strip()).first()
        user = user or add_person(email=email, name=name, by=None)
        post = Post.objects.current().filter(user=user, role=Role.ADMINISTRATOR, la=authority).first()
        if post is None:
            post = appoint(user, role=Role.ADMINISTRATOR, la=authority, since=clock.today(), by=None)
        self.stdout.write(
            f"{user} ({user.email}) is administrator of {authority} since {plain_day(post.since)}."
        )
        return user

    def authority(self, code: str, name: str) -> LocalAuthority:
        if not (code.isdigit() and len(code) == 3):
            raise CommandError("The code of a local authority has three digits, for example 865.")
        defaults = {"name": name.strip() or f"Local authority {code}"}
        return LocalAuthority.objects.get_or_create(code=code, defaults=defaults)[0]

    def ask_password(self, user: User) -> None:
        """Asks until it is given twice and is good enough."""
        while True:
            password = getpass("Password (12 letters or more): ")
            if password != getpass("The same again: "):
                self.stderr.write("The two are not the same.")
                continue
            try:
                accept_invitation(user, password=password, by=user)
            except RuleError as error:
                self.stderr.write(str(error))
                continue
            self.stdout.write("The password is kept.")
            return
