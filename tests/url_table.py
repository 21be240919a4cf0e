"""Every address of the service, and what each of the cast gets there: one row a page, by the page's name.

A new page is a new row. In a row ``get`` says who gets which status; whoever is signed in and
not named there gets 404. Strangers and the deactivated are sent to sign in (302), unless the page is
``public``. ``post`` says, for a page that changes something, who is refused and how; those who don't see the
page get 404 there too. Those who may do it are not tried: that is for the page's own tests.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.url_world import World

# People of the cast, by how they stand to the church school whose case the world is about.
LEADERS = "director head_of_improvement senior_adviser"
LA = f"{LEADERS} sip legal_adviser clerk"
SUPPORT = "aht nle"
SCHOOL = "head chair governor"
INSIDE = f"{LA} {SUPPORT} {SCHOOL} diocesan_officer"
STAFF = " ".join(name for name in LA.split() if name != "sip")  # the authority's own, for all its schools
PLANS = "senior_adviser clerk"  # they manage meetings
PLAN_ACTS = ("plan_again", "stop_plan", "drop_plan")
DIARY_ACTS = ("upload_calendar", "forget_calendar", "confirm_diary")
OUTSIDE = "other_diocesan_officer other_chair left_yesterday"
SIGNED_IN = f"{INSIDE} {OUTSIDE} administrator"
NOT_SIGNED_IN = "deactivated stranger"
EVERYBODY = f"{SIGNED_IN} {NOT_SIGNED_IN}"

Expected = dict[int, str]


def but(names: str, *others: str) -> str:
    """The names without the others."""
    left_out = {name for other in others for name in other.split()}
    return " ".join(name for name in names.split() if name not in left_out)


@dataclass(frozen=True)
class Page:
    """One row: a page's name, what its address names, and who gets what."""

    name: str
    get: Expected
    args: Callable[[World], list[Any]] = field(default=lambda world: [])
    post: Expected | None = None
    public: bool = False


def of_case(world: World) -> list[Any]:
    return [world.case.reference]


def of_letter(world: World) -> list[Any]:
    return [world.letter.reference]


def of_draft(world: World) -> list[Any]:
    return [world.draft.reference]


def of_meeting(world: World) -> list[Any]:
    return [world.meeting.pk]


def of_minutes(world: World) -> list[Any]:
    return [world.meeting.pk, world.minutes.version]


def of_process(world: World) -> list[Any]:
    return [world.process.pk]


def of_action(world: World) -> list[Any]:
    return [world.case.reference, world.action.pk]


def of_mail(world: World) -> list[Any]:
    return [world.mail.pk]


def of_school(world: World) -> list[Any]:
    return [world.cast.school.urn]


def of_plan(world: World) -> list[Any]:
    return [world.plan.pk]


def of_date(world: World) -> list[Any]:
    return [world.plan.dates.get().pk]


def of_chair(world: World) -> list[Any]:
    return [world.cast.chair.pk]


def form(
    name: str, args: Callable[[World], list[Any]], *, by: str, of: str = INSIDE, status: int = 200
) -> Page:
    """A page with a form about something that ``of`` see: ``by`` may send it, the others are refused."""
    return Page(name, {status: by, 403: but(of, by)}, args, post={403: but(of, by)})


def button(name: str, args: Callable[[World], list[Any]], *, by: str, of: str) -> Page:
    """A page that is only ever sent to, about something that ``of`` see."""
    return Page(name, {405: SIGNED_IN}, args, post={403: but(of, by)})


HOME = [
    Page("home", {200: SIGNED_IN}),
    Page("needs", {200: SIGNED_IN}),
    Page("search", {200: SIGNED_IN}),
    Page("healthz", {503: EVERYBODY}, public=True),  # no worker runs in a test
    # Mail is shown on a development site only.
    Page("mail", {404: EVERYBODY}, public=True),
    Page("mail_message", {404: EVERYBODY}, of_mail, public=True),
    Page("mail_calendar", {404: EVERYBODY}, of_mail, public=True),
    Page("outbox", {200: f"{LEADERS} administrator"}),
    Page("outbox_again", {405: SIGNED_IN}, of_mail, post={404: but(SIGNED_IN, LEADERS)}),
    Page("outbox_sent", {405: SIGNED_IN}, of_mail, post={404: but(SIGNED_IN, LEADERS)}),
]

SCHOOLS = [
    Page("schools:list", {200: SIGNED_IN}),
    Page("schools:download", {200: SIGNED_IN}, lambda world: ["csv"]),
    Page("schools:school", {200: f"{INSIDE} administrator"}, of_school),
]

CASES = [
    Page("cases:list", {200: SIGNED_IN}),
    Page("cases:download", {200: SIGNED_IN}, lambda world: ["csv"]),
    Page("cases:open", {200: LEADERS, 403: but(SIGNED_IN, LEADERS)}, post={403: but(SIGNED_IN, LEADERS)}),
    Page("cases:case", {200: INSIDE}, of_case),
    Page("cases:concerns", {200: INSIDE}, of_case),
    Page("cases:timeline", {200: INSIDE}, of_case),
    Page("cases:timeline-csv", {200: INSIDE}, of_case),
    Page("cases:actions", {200: INSIDE}, of_case),
    Page("cases:file", {200: INSIDE}, lambda world: [world.case.reference, world.file.pk]),
    form("cases:complete-action", of_action, by=LEADERS),
    form("cases:redate-action", of_action, by=LEADERS),
    form("cases:drop-action", of_action, by=LEADERS),
    form("cases:agree-action", of_case, by=LEADERS),
    form("cases:add-concern", of_case, by=LEADERS),
    form("cases:add-evidence", of_case, by=but(INSIDE, "legal_adviser governor")),
    form(
        "cases:add-files",
        lambda world: [world.case.reference, world.evidence.pk],
        by=but(INSIDE, "legal_adviser governor aht nle head chair diocesan_officer"),
    ),
    form("cases:record-disagreement", of_case, by=f"{LEADERS} sip"),
    form("cases:record-non-engagement", of_case, by=f"{LEADERS} sip"),
    form("cases:judge-risk", of_case, by=f"{LEADERS} sip"),
    form("cases:set-category", of_case, by=f"{LEADERS} sip"),
    form("cases:change-cadence", of_case, by=LEADERS),
    form("cases:change-lead", of_case, by=LEADERS),
    form("cases:reopen", of_case, by=LEADERS, status=409),  # the case is open
    form("tasks:close_case", of_case, by=LEADERS),
]

MEETINGS = [
    Page("meetings:list", {200: SIGNED_IN}),
    Page("meetings:download", {200: SIGNED_IN}),
    Page("meetings:meeting", {200: INSIDE}, of_meeting),
    Page("meetings:case", {200: INSIDE}, of_case),
    Page("meetings:case", {200: INSIDE}, of_case),
    Page(
        "meetings:invitation_file",
        {200: "senior_adviser sip clerk aht nle head chair diocesan_officer"},  # whoever is invited
        of_meeting,
    ),
    Page("meetings:answer", {405: SIGNED_IN}, of_meeting, post={404: f"governor administrator {OUTSIDE}"}),
    Page("meetings:minutes", {200: f"{LEADERS} clerk"}, of_minutes),  # a draft, which waits for its check
    Page("meetings:minutes_file", {404: SIGNED_IN}, of_minutes),
    Page("meetings:term", {200: SIGNED_IN}),
    Page("meetings:month", {200: SIGNED_IN}),
    Page("meetings:wall", {200: f"{INSIDE} other_chair"}),
    Page("meetings:plan", {200: PLANS, 403: but(STAFF, PLANS)}),
    Page("meetings:ask_plan", {405: SIGNED_IN}, post={403: but(STAFF, PLANS)}),
    *[button(f"meetings:{name}", of_plan, by=PLANS, of=STAFF) for name in PLAN_ACTS],
    button("tasks:accept_plan", of_plan, by=PLANS, of=STAFF),
    Page("meetings:plan_invitations", {200: PLANS, 403: but(STAFF, PLANS)}, of_plan),
    button("meetings:choose_date", of_date, by=PLANS, of=STAFF),
    Page(
        "meetings:planning_rules",
        {200: f"{LEADERS} clerk", 403: but(STAFF, LEADERS, "clerk")},
        post={403: but(STAFF, LEADERS)},
    ),
    Page("meetings:diary", {200: SIGNED_IN}),
    *[Page(f"meetings:{name}", {405: SIGNED_IN}) for name in DIARY_ACTS],
    Page("meetings:remove_absence", {405: SIGNED_IN}, lambda world: [0], post={404: SIGNED_IN}),
    form("tasks:call_conference", of_case, by="senior_adviser clerk"),
    form("tasks:move_conference", of_meeting, by="senior_adviser clerk", status=302),  # it was held
    form("tasks:cancel_conference", of_meeting, by="senior_adviser clerk", status=302),
]

TASKS = [
    form("tasks:task", lambda world: [world.process.pk, world.card.task_id], by=LEADERS),
    Page("tasks:diagram", {200: INSIDE}, of_process),
    Page("tasks:bpmn", {200: INSIDE}, of_process),
]

LETTERS = [
    Page("letters:list", {200: SIGNED_IN}),
    Page("letters:csv", {200: SIGNED_IN}),
    Page("letters:case", {200: INSIDE}, of_case),
    Page("letters:letter", {200: INSIDE}, of_letter),
    Page("letters:pdf", {200: INSIDE}, of_letter),
    Page("letters:draft", {404: LA, 403: but(INSIDE, LA)}, of_letter),  # it was given: there is no draft
    button("letters:acknowledge", of_letter, by="chair", of=INSIDE),
    Page(
        "letters:posted",
        {405: SIGNED_IN},
        lambda world: [world.letter.reference, world.letter.recipients.first().pk],
        post={404: but(SIGNED_IN, LA)},
    ),
    form("letters:grounds", of_letter, by="head_of_improvement senior_adviser", status=302),
    form("tasks:withdraw_letter", of_letter, by="head_of_improvement senior_adviser", status=302),
    form("tasks:begin_letter", of_case, by="head_of_improvement senior_adviser"),
    # A draft to the other school: its chair has not got it, and the SIP is not the SIP there.
    Page("letters:letter", {200: but(LA, "sip")}, of_draft),
    Page("letters:draft", {200: but(LA, "sip")}, of_draft),
    Page("letters:pdf", {404: SIGNED_IN}, of_draft),
    form("letters:grounds", of_draft, by="head_of_improvement senior_adviser", of=but(LA, "sip"), status=200),
]

PEOPLE = [
    Page("people:people", {200: "administrator", 403: STAFF}),
    Page("people:export", {200: "administrator", 403: STAFF}),
    Page("people:import-template", {200: "administrator", 403: STAFF}),
    Page("people:person", {200: "administrator", 403: STAFF}, of_chair),
    form("people:add", lambda world: [], by="administrator", of=f"administrator {STAFF}"),
    form("people:import", lambda world: [], by="administrator", of=f"administrator {STAFF}"),
    form("people:change", of_chair, by="administrator", of=f"administrator {STAFF}"),
    form("people:appoint", of_chair, by="administrator", of=f"administrator {STAFF}"),
    form("people:deactivate", of_chair, by="administrator", of=f"administrator {STAFF}"),
    form("people:post-end", lambda world: [world.post.pk], by="administrator", of=f"administrator {STAFF}"),
    button("people:reactivate", of_chair, by="administrator", of=f"administrator {STAFF}"),
    button("people:invite", of_chair, by="administrator", of=f"administrator {STAFF}"),
    Page("people:school", {200: LEADERS, 403: but(f"{INSIDE} administrator", LEADERS)}, of_school),
    Page("people:readings", {200: LEADERS, 403: but(f"{INSIDE} administrator", LEADERS)}, of_school),
    form("people:share", of_school, by=LEADERS, of=f"{INSIDE} administrator"),
    form(
        "people:share-end",
        lambda world: [world.cast.school.urn, world.share.pk],
        by=LEADERS,
        of=f"{INSIDE} administrator",
    ),
    Page("people:invitation", {200: EVERYBODY}, lambda world: world.invitation, public=True),
    Page("people:invitation", {410: EVERYBODY}, lambda world: ["MQ", "used-up"], public=True),
]

# Pages of allauth: each is about whoever asks, and about nobody else.
SIGN_IN = [
    Page("account_login", {302: SIGNED_IN, 200: NOT_SIGNED_IN}, public=True),
    Page("account_logout", {200: SIGNED_IN, 302: NOT_SIGNED_IN}, public=True),
    Page("account_inactive", {200: EVERYBODY}, public=True),
    Page("account_signup", {302: SIGNED_IN, 200: NOT_SIGNED_IN}, public=True),
    Page("account_reauthenticate", {200: SIGNED_IN}),
    Page("account_change_password", {200: SIGNED_IN}),
    Page("account_set_password", {302: SIGNED_IN}),
    Page("account_reset_password", {200: EVERYBODY}, public=True),
    Page("account_reset_password_done", {200: EVERYBODY}, public=True),
    Page("account_reset_password_from_key_done", {200: EVERYBODY}, public=True),
    Page("account_reset_password_from_key", {200: EVERYBODY}, lambda world: ["1", "used"], public=True),
    Page("mfa_index", {200: SIGNED_IN}),
    Page("mfa_authenticate", {302: EVERYBODY}, public=True),
    Page("mfa_reauthenticate", {302: SIGNED_IN}),
    Page("mfa_activate_totp", {302: SIGNED_IN}),  # the password is asked again
    Page("mfa_deactivate_totp", {404: SIGNED_IN}),
    Page("mfa_view_recovery_codes", {404: SIGNED_IN}),
    Page("mfa_generate_recovery_codes", {302: SIGNED_IN}),
    Page("mfa_download_recovery_codes", {404: SIGNED_IN}),
]

SECTIONS = {
    "home": HOME,
    "schools": SCHOOLS,
    "cases": CASES,
    "meetings": MEETINGS,
    "tasks": TASKS,
    "letters": LETTERS,
    "people": PEOPLE,
    "sign_in": SIGN_IN,
}
PAGES = [page for pages in SECTIONS.values() for page in pages]
