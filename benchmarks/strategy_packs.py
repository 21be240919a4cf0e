"""The packs of a strategy meeting: how long, how much memory, how many pages, against WeasyPrint alone.

    python benchmarks/strategy_packs.py          # 25 schools, 12 readers
    python benchmarks/strategy_packs.py 5 4      # fewer

Works in a folder and a database of its own, which it removes afterwards. Measured is what the worker does
from the choice of the schools until every reader has a pack: what each may read is asked, laid out,
numbered and put into the store. Then the same HTML, for every reader, by the library alone: without tags,
without numbers, without a process beside this one.
"""

import os
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
OWN_FOLDER = tempfile.TemporaryDirectory(prefix="soc-benchmark-")
os.environ["VAR_DIR"] = OWN_FOLDER.name

import django  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Sum  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from meetings.choices import RequiredAs  # noqa: E402
from meetings.models import Meeting, Pack  # noqa: E402
from meetings.packs.content import content_of  # noqa: E402
from meetings.packs.making import front_of  # noqa: E402
from meetings.services.invitees import InviteeFacts  # noqa: E402
from meetings.services.packs import packs_of  # noqa: E402
from people.models import User  # noqa: E402
from people.roles import Role  # noqa: E402
from record.outbox import deliver_waiting  # noqa: E402
from record.pdf import _renderer  # noqa: E402
from schools.models import Diocese  # noqa: E402
from tests.conftest import Cast, _make_cast, _post  # noqa: E402
from tests.factories import make_diocese, make_school, make_share  # noqa: E402
from tests.workflows.strategy_makers import call_strategy, make_full_case, school_item  # noqa: E402
from workflows.services.strategy_packs import ask_to_compile  # noqa: E402


def peak(who: int = resource.RUSAGE_SELF) -> str:
    """The most memory that this process, or the largest of its children, has held so far."""
    return f"{resource.getrusage(who).ru_maxrss / 1024:.0f} MB"


def make_people(cast: Cast, count: int) -> list[User]:
    """Eight of the authority for every four of dioceses."""
    own = [cast.director, cast.senior_adviser, cast.head_of_improvement, cast.legal_adviser, cast.clerk]
    guests = [cast.diocesan_officer, cast.other_diocesan_officer]
    while len(own) < count:
        own.append(_post(Role.STRATEGY_MEMBER, f"Member {len(own)}"))
    while len(guests) < count // 3:
        guests.append(_post(Role.DIOCESAN_OFFICER, f"Officer {len(guests)}", diocese=diocese_of(len(guests))))
    guests = guests[: count // 3]
    return [*own[: count - len(guests)], *guests]


def diocese_of(number: int) -> Diocese:
    """Every third school has none that takes part; the others are of four dioceses."""
    return make_diocese(*DIOCESES[number % len(DIOCESES)])


DIOCESES = [
    ("CE91", "Diocese of Corvesham"),
    ("RC91", "Diocese of Saltmarsh"),
    ("CE92", "Diocese of Merrowdown"),
    ("RC92", "Diocese of Wexmoor"),
]


def make_meeting(cast: Cast, schools: int, readers: int) -> Meeting:
    people = make_people(cast, readers)
    invitees = [
        InviteeFacts(RequiredAs.CHAIR if person == cast.director else RequiredAs.LA, user=person)
        for person in people
    ]
    meeting = call_strategy(cast, invitees=invitees)
    for number in range(schools):
        school = make_school(
            name=f"Fernhallow {number + 1} Church of England Primary School",
            diocese=diocese_of(number),
            low_age=4,
            high_age=11,
        )
        if number % 3:
            make_share(school, agreed_by=cast.senior_adviser)
        case = make_full_case(cast, school, mark=f"mark{number + 1}")
        school_item(meeting, case, cast)
    return meeting


def compile_all(meeting: Meeting, cast: Cast) -> float:
    """Seconds from asking until no pack waits any more."""
    began = time.perf_counter()
    ask_to_compile(meeting, by=cast.senior_adviser)
    while deliver_waiting():
        pass
    return time.perf_counter() - began


def bare(meeting: Meeting) -> tuple[float, int]:
    """Seconds that the library alone would take for every reader's pages, and how many bytes it makes.

    What is the same for several readers is laid out once here and counted as often as there are readers.
    """
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    pages = Counter(
        front_of(content_of(pack.meeting, pack.reader), []) for pack in Pack.objects.filter(meeting=meeting)
    )
    fonts, took, size = FontConfiguration(), 0.0, 0
    for html, readers in pages.items():
        began = time.perf_counter()
        made = HTML(string=html, base_url="https://own.invalid").write_pdf(font_config=fonts) or b""
        took += (time.perf_counter() - began) * readers
        size += len(made) * readers
    return took, size


def page_of_papers(meeting: Meeting, reader: User) -> str:
    """What it costs to list a reader's packs."""
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as context:
        packs_of(meeting, reader)
    return f"{(time.perf_counter() - began) * 1000:.0f} ms, {len(context)} queries"


def main(schools: int = 25, readers: int = 12) -> None:
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}  # the tables at once
    settings.DEBUG = False  # otherwise every query is kept
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    call_command("migrate", run_syncdb=True, verbosity=0)
    cast: Any = Cast(**_make_cast())
    meeting = make_meeting(cast, schools, readers)
    while deliver_waiting():  # invitations
        pass
    _renderer.close()
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as context:
        content_of(meeting, cast.director).made_from  # noqa: B018
    took = (time.perf_counter() - began) * 1000
    print(f"{schools} schools, {readers} readers; this process {peak()}")
    print(f"what one reader may see of all:  {took:.0f} ms, {len(context)} queries")
    took = compile_all(meeting, cast)
    made = Pack.objects.filter(meeting=meeting, state=Pack.State.READY)
    pages = made.aggregate(all=Sum("pages"))["all"] or 0
    size = sum(pack.pdf.size for pack in made) / 1024 / 1024
    print(f"{made.count()} packs: {took:6.1f} s, {pages} pages, {size:.1f} MB; this process {peak()}")
    _renderer.close()
    print(f"   the process that lays out held {peak(resource.RUSAGE_CHILDREN)} at most")
    print(f"asked again, nothing changed: {compile_all(meeting, cast):5.1f} s, {made.count()} packs")
    print(f"the list of a reader's packs:    {page_of_papers(meeting, cast.director)}")
    took, total = bare(meeting)
    print(f"WeasyPrint alone, same HTML: {took:6.1f} s, {total / 1024 / 1024:.1f} MB; this process {peak()}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
