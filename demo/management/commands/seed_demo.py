"""Makes the fictitious county."""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from demo.making import make_demo
from demo.people import cast_as_json
from schools.models import School


class Command(BaseCommand):
    help = "Makes a plainly fictitious county that has lived through two school years, in an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--schools", type=int, default=240, help="how many schools (at least 60)")
        parser.add_argument("--cast", type=Path, metavar="FILE", help="write everybody's sign-in as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo county has known passwords: it is not made where DEBUG is off.")
        if options["schools"] < 60:  # noqa: PLR2004
            raise CommandError("The county needs at least 60 schools for its cases.")
        if School.objects.exists():
            raise CommandError("There are schools here already: the demo county needs an empty database.")
        looks = "{l_bar}{bar}| {elapsed}"
        with tqdm(total=100.5, file=sys.stderr, leave=False, mininterval=0.5, bar_format=looks) as bar:
            made = make_demo(schools=options["schools"], progress=bar.update)
        if options["cast"]:
            options["cast"].write_text(json.dumps(cast_as_json(), indent=1, ensure_ascii=False))
        self.stdout.write(made)
