"""``confirm_post EMAIL``: what waits for a second person stands, when nobody is left who could confirm it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from people.confirming import WAITING, who_can_confirm
from people.models import AddressChange, Post, User
from people.services.addresses import let_address_stand
from people.services.confirming import let_post_stand
from record.errors import RuleError
from record.words import listed, plain_day


class Command(BaseCommand):
    help = (
        "Lets stand every post of a person, and a new e-mail address, that wait to be confirmed: for an "
        "authority whose Director and Head of School Improvement have all left. The log of access says that "
        "it was done on the server. With --dry-run it only says what waits, and who could confirm it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="The address that the person signs in with now.")
        parser.add_argument("--dry-run", action="store_true", help="Look only.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"].strip()).first()
        if user is None:
            raise CommandError(f"Nobody has the e-mail address {options['email']}.")
        posts = list(user.posts.waiting().select_related("user", "la", "appointed_by"))
        addresses = list(user.address_changes.filter(outcome=WAITING).select_related("user", "asked_by"))
        if not posts and not addresses:
            raise CommandError(f"Nothing of {user} waits to be confirmed.")
        items: list[Post | AddressChange] = [*posts, *addresses]
        for item in items:
            self.tell(item)
        if options["dry_run"]:
            self.stdout.write("Nothing was changed.")
            return
        try:
            self.let_stand(posts, addresses)
        except RuleError as error:
            raise CommandError(str(error)) from None
        self.stdout.write("All of it stands from now on, without a second person.")

    def tell(self, item: Post | AddressChange) -> None:
        people = who_can_confirm(item)
        could = f"{listed(people)} could confirm it" if people else "nobody could confirm it"
        if isinstance(item, Post):
            where = item.la or listed(item.schools.all())
            what = f"{item.user} as {item.get_role_display()}, {where}, from {plain_day(item.since)}"
        else:
            what = f"{item.user} with the address {item.email} instead of {item.user.email}"
        self.stdout.write(f"Waits: {what}; {could}.")

    @transaction.atomic
    def let_stand(self, posts: list[Post], addresses: list[AddressChange]) -> None:
        for post in posts:
            let_post_stand(post, by=None)
        for change in addresses:
            let_address_stand(change, by=None)
