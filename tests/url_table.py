"""Every address of the service, and what each of the cast gets there: one row a page, by the page's name.

A new page is a new row. In a row ``get`` says who gets which status; whoever is signed in and
not named there gets 404. Strangers and the deactivated are sent to sign in (302), unless the page is
``public``. ``post`` says, for a page that changes something, who is refused and how; those who don't see the
page get 404 there too. Those who may do it are not tried: that is for the page's own tests.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from concern_cases.models import TemplateObjective
from letters.models import Paragraph
from meetings.reply_links import token_of
from meetings.services.feeds import make_feed
from tests.url_world import World

# People of the cast, by how they stand to the church school whose case the world is about.
LEADERS = "director head_of_improvement senior_adviser"
OVERSIGHT = "auditor information_officer"  # they read everything, and change nothing
OFFICE = f"{LEADERS} legal_adviser clerk strategy_member {OVERSIGHT}"  # the LA, for all its schools
DEPLOYED = "sip consultant"  # the LA, at schools of their own
LA = f"{OFFICE} {DEPLOYED}"
SUPPORT = "aht nle consultant_governor"
SCHOOL = "head slt_member chair vice_chair governor governors_clerk"
INSIDE = f"{LA} diocesan_officer {SUPPORT} {SCHOOL}"  # they see the case
REGISTER = "panel_member administrator"  # they see the LA's schools as the register has them, and no case
SEE_SCHOOL = f"{INSIDE} {REGISTER}"
PLAN_ACTS = ("plan_again", "stop_plan", "drop_plan")
DIARY_ACTS = ("upload_calendar", "forget_calendar", "confirm_diary")
OUTSIDE = "other_diocesan_officer other_chair left_yesterday"
SIGNED_IN = f"{SEE_SCHOOL} {OUTSIDE}"
NOT_SIGNED_IN = "deactivated stranger"
EVERYBODY = f"{SIGNED_IN} {NOT_SIGNED_IN}"

PANEL = f"{OFFICE} panel_member"  # the Members Panel and its reports
STRATEGY = f"{OFFICE} diocesan_officer other_diocesan_officer"  # the LA's own meeting

# The same people by what is theirs to do.
JUDGES = f"{LEADERS} sip"
AUTHORISERS = "director head_of_improvement"  # of letters
WRITERS = "head_of_improvement senior_adviser"  # of letters
AT_THE_LA = f"{OFFICE} {REGISTER}"  # they belong to the authority, whose people the administrator manages
CONVENORS = "senior_adviser clerk"  # of conferences
INVITED = (
    f"{CONVENORS} {DEPLOYED} diocesan_officer {SUPPORT} head slt_member chair vice_chair governors_clerk"
)
FILE_ADDERS = f"{LEADERS} clerk {DEPLOYED}"
PLANNERS = "sip aht nle"  # they write plans
EVIDENCE_ADDERS = f"{FILE_ADDERS} diocesan_officer aht nle head slt_member chair"
CONTRIBUTORS = f"senior_adviser {DEPLOYED} diocesan_officer {SUPPORT}"  # of evidence to a review
SEE_WHO_SEES = f"{LEADERS} {OVERSIGHT}"
PART_B_PAGES = ["minutes", "minutes_file", "amend"]

Expected = dict[int, str]


def but(names: str, *others: str) -> str:
    """The names without the others."""
    left_out = {name for other in others for name in other.split()}
    return " ".join(name for name in names.split() if name not in left_out)


def of_nothing(world: World) -> list[Any]:
    return []


@dataclass(frozen=True)
class Page:
    """One row: a page's name, what its address names, and who gets what."""

    name: str
    get: Expected
    args: Callable[[World], list[Any]] = field(default=of_nothing)
    post: Expected | None = None
    public: bool = False


def of_case(world: World) -> list[Any]:
    return [world.case.reference]


def of_plan_of_school(world: World) -> list[Any]:
    return [world.support_plan.pk]


def of_plan_draft(world: World) -> list[Any]:
    return [world.support_plan.pk, 2]


def of_objective(world: World) -> list[Any]:
    return [world.support_plan.pk, 2, 1]


def of_step(world: World) -> list[Any]:
    texts = world.support_plan.versions.get(number=1).texts
    return [world.support_plan.pk, texts.get().milestones.get().key]


def of_plan_template(world: World) -> list[Any]:
    return ["below-floor"]


def of_template_objective(world: World) -> list[Any]:
    return ["below-floor", TemplateObjective.objects.filter(template__code="below-floor").first().pk]


def of_review(world: World) -> list[Any]:
    return [world.review.pk]


def of_review_evidence(world: World) -> list[Any]:
    return [world.review.pk, world.evidence.pk]


def of_judgement(world: World) -> list[Any]:
    return [world.review.pk, 1]


def of_visit(world: World) -> list[Any]:
    return [world.visit.pk]


def of_recommendation(world: World) -> list[Any]:
    return [world.visit.pk, 1]


def of_answers(world: World) -> list[Any]:
    return [world.visit.pk, world.support_plan.versions.get(number=2).pk]


def of_secretary_notice(world: World) -> list[Any]:
    return [world.case.reference, world.case.school.secretary_notices.get().pk]


def of_letter_kind(world: World) -> list[Any]:
    return ["letter_of_concern"]


def of_kind_version(world: World) -> list[Any]:
    return [world.kind_change.of_id]


def of_kind_change(world: World) -> list[Any]:
    return [world.kind_change.pk]


def of_body(world: World) -> list[Any]:
    return ["ofsted"]


def of_diocese(world: World) -> list[Any]:
    return [world.letter.school.diocese.code]


def of_letter(world: World) -> list[Any]:
    return [world.letter.reference]


def of_service(world: World) -> list[Any]:
    return [world.letter.reference, world.letter.recipients.first().service.pk]


def of_paragraph(world: World) -> list[Any]:
    return [Paragraph.objects.first().pk]


def of_notice(world: World) -> list[Any]:
    return [world.letter.reference, world.letter.running_clock.notices.first().pk]


def of_signing_post(world: World) -> list[Any]:
    return [world.cast.director.posts.get().pk]


def of_comment(world: World) -> list[Any]:
    return [world.draft.reference, world.draft.comments.get().pk]


def of_question(world: World) -> list[Any]:
    return [world.letter.reference, world.letter.questions.get().pk]


def of_draft(world: World) -> list[Any]:
    return [world.draft.reference]


def of_meeting(world: World) -> list[Any]:
    return [world.meeting.pk]


def of_strategy(world: World) -> list[Any]:
    return [world.strategy.pk]


def of_strategy_school(world: World) -> list[Any]:
    return [world.strategy.pk, world.strategy.items.get(case=world.case).pk]


def of_la_action(world: World) -> list[Any]:
    return [world.la_action.pk]


def of_criterion(world: World) -> list[Any]:
    return [world.criterion.pk]


def of_figure(world: World) -> list[Any]:
    return [world.criterion.pk, world.criterion.figures.get().pk]


def of_panel(world: World) -> list[Any]:
    return [world.panel_paper.meeting_id]


def of_laid_report(world: World) -> list[Any]:
    return [world.panel_paper.meeting_id, world.panel_paper.pk]


def of_kind(world: World) -> list[Any]:
    return [world.strategy.type.code]


def of_member(world: World) -> list[Any]:
    return [world.strategy.type.code, world.member.pk]


def of_invitee(world: World) -> list[Any]:
    return [world.meeting.pk, world.meeting.invitees.get(user=world.cast.nle).pk]


def of_reply(world: World) -> list[Any]:
    return [token_of(world.meeting.invitees.get(user=world.cast.chair))]


def of_feed(world: World) -> list[Any]:
    return [make_feed(world.cast.chair, by=world.cast.chair)]


def of_item(world: World) -> list[Any]:
    return [world.meeting.pk, world.paper.item_id]


def of_paper(world: World) -> list[Any]:
    return [world.meeting.pk, world.paper.pk]


def of_type(world: World) -> list[Any]:
    return [world.meeting.type.code]


def of_type_item(world: World) -> list[Any]:
    return [world.meeting.type.code, world.meeting.type.template_items.first().pk]


def of_minutes(world: World) -> list[Any]:
    return [world.meeting.pk, world.minutes.version]


def of_decision(world: World) -> list[Any]:
    return [world.meeting.pk, world.meeting.decisions.get().pk]


def of_amendment(world: World) -> list[Any]:
    return [world.meeting.pk, world.minutes.version, 1]


def of_process(world: World) -> list[Any]:
    return [world.process.pk]


def of_action(world: World) -> list[Any]:
    return [world.case.reference, world.action.pk]


def of_link(world: World) -> list[Any]:
    return [*of_action(world), world.link.pk]


def of_plan_step(world: World) -> list[Any]:
    return [world.case.reference, world.link.plan_id, world.link.key]


def of_mail(world: World) -> list[Any]:
    return [world.mail.pk]


def of_school(world: World) -> list[Any]:
    return [world.cast.school.urn]


def of_provider(world: World) -> list[Any]:
    return [world.deployment.provider.pk]


def of_deployment(world: World) -> list[Any]:
    return [world.deployment.pk]


def of_entry(world: World) -> list[Any]:
    return [world.deployment.pk, world.deployment.used.get().pk]


def of_proposal(world: World) -> list[Any]:
    return [world.proposal.pk]


def of_programme(world: World) -> list[Any]:
    return [world.place.programme.code]


def of_share(world: World) -> list[Any]:
    return [world.cast.school.urn, world.share.pk]


def of_plan(world: World) -> list[Any]:
    return [world.plan.pk]


def of_date(world: World) -> list[Any]:
    return [world.plan.dates.get().pk]


def of_diary(world: World) -> list[Any]:
    return [world.cast.head.pk]


def of_chair(world: World) -> list[Any]:
    return [world.cast.chair.pk]


def of_waiting_post(world: World) -> list[Any]:
    return [world.waiting_post.pk]


def of_waiting_address(world: World) -> list[Any]:
    return [world.waiting_address.pk]


def closed(name: str, args: Callable[[World], list[Any]], *, by: str, of: str) -> Page:
    """A page about something that ``of`` see: ``by`` may read it, the others are refused."""
    return Page(name, {200: by, 403: but(of, by)}, args)


def form(
    name: str, args: Callable[[World], list[Any]], *, by: str, of: str = INSIDE, status: int = 200
) -> Page:
    """A page with a form about something that ``of`` see: ``by`` may send it, the others are refused."""
    return Page(name, {status: by, 403: but(of, by)}, args, post={403: but(of, by)})


def button(name: str, args: Callable[[World], list[Any]], *, by: str, of: str) -> Page:
    """A page that is only ever sent to, about something that ``of`` see."""
    return Page(name, {405: SIGNED_IN}, args, post={403: but(of, by), 404: but(SIGNED_IN, of)})


HOME = [
    Page("home", {200: SIGNED_IN}),
    Page("needs", {200: SIGNED_IN}),
    Page("search", {200: SIGNED_IN}),
    Page("actions", {200: SIGNED_IN}),
    Page("download_actions", {200: SIGNED_IN}, lambda world: ["csv"]),
    Page("plans", {200: SIGNED_IN}),
    Page("download_plans", {200: SIGNED_IN}, lambda world: ["csv"]),
    Page("digest", {200: SIGNED_IN}),
    Page("healthz", {503: EVERYBODY}, public=True),  # no worker runs in a test
    # Mail is shown on a development site only.
    Page("mail", {404: EVERYBODY}, public=True),
    Page("mail_message", {404: EVERYBODY}, of_mail, public=True),
    Page("mail_calendar", {404: EVERYBODY}, of_mail, public=True),
    Page("outbox", {200: f"{LEADERS} administrator"}),
    button("outbox_again", of_mail, by=LEADERS, of=LEADERS),
    button("outbox_sent", of_mail, by=LEADERS, of=LEADERS),
]

SCHOOLS = [
    Page("schools:list", {200: SIGNED_IN}),
    Page("schools:download", {200: SIGNED_IN}, lambda world: ["csv"]),
    Page("schools:school", {200: SEE_SCHOOL}, of_school),
    # The school has an open case: its visits stand there.
    Page("schools:visits", {302: INSIDE}, of_school),
    form("schools:record-visit", of_school, by=JUDGES, status=302),
]

CASES = [
    Page("cases:list", {200: SIGNED_IN}),
    Page("cases:download", {200: SIGNED_IN}, lambda world: ["csv"]),
    form("cases:open", of_nothing, by=LEADERS, of=SIGNED_IN),
    Page("cases:case", {200: INSIDE}, of_case),
    Page("cases:concerns", {200: INSIDE}, of_case),
    Page("cases:plans", {302: INSIDE}, of_case),
    Page("plans:plan", {200: INSIDE}, of_plan_of_school),
    Page("plans:version", {200: INSIDE}, lambda world: [*of_plan_of_school(world), 1]),
    Page("plans:version", {200: f"{LA} aht nle"}, lambda world: [*of_plan_of_school(world), 2]),
    Page("plans:pdf", {200: INSIDE}, lambda world: [*of_plan_of_school(world), 1]),
    Page("tasks:plan_as_sheet", {200: INSIDE}, lambda world: [*of_plan_of_school(world), 1]),
    Page("tasks:plan_as_sheet", {200: f"{LA} aht nle"}, lambda world: [*of_plan_of_school(world), 2]),
    Page("plans:compare", {200: f"{LA} aht nle"}, lambda world: [*of_plan_of_school(world), 1, 2]),
    Page("cases:reviews", {200: INSIDE}, of_case),
    Page("reviews:review", {200: INSIDE}, of_review),
    form("reviews:evidence", of_review, by=CONTRIBUTORS),
    button("reviews:evidence-off", of_review_evidence, by=JUDGES, of=INSIDE),
    form("reviews:judge", of_judgement, by="senior_adviser sip"),
    button("reviews:dispute", of_judgement, by=JUDGES, of=INSIDE),
    form("tasks:move_review", of_review, by=LEADERS, status=302),  # it was held
    form("cases:step-down", of_case, by=LEADERS),
    Page("cases:visits", {200: INSIDE}, of_case),
    form("cases:record-visit", of_case, by=JUDGES),
    Page("visits:visit", {200: INSIDE}, of_visit),
    form("visits:correct", of_visit, by=JUDGES),
    form("visits:remove", of_visit, by=LEADERS),
    form("visits:recommendations", of_visit, by=JUDGES),
    form("visits:change-recommendation", of_recommendation, by=JUDGES),
    form("visits:remove-recommendation", of_recommendation, by=JUDGES),
    # The draft is being written: the school does not see it.
    form("visits:answers", of_answers, by="sip aht nle", of=f"{LA} aht nle"),
    # The statement of action was not sent.
    Page("visits:statement", {200: LA}, of_visit),
    Page("visits:statement-pdf", {200: LA}, of_visit),
    form("visits:write-statement", of_visit, by=LEADERS, of=LA),
    form("visits:send-statement", of_visit, by=LEADERS, of=LA),
    Page("cases:timeline", {200: INSIDE}, of_case),
    Page("cases:timeline-csv", {200: INSIDE}, of_case),
    Page("cases:actions", {200: INSIDE}, of_case),
    Page("cases:file", {200: INSIDE}, lambda world: [world.case.reference, world.file.pk]),
    form("cases:complete-action", of_action, by=LEADERS),
    form("cases:verify-action", of_action, by=LEADERS),
    form("cases:reopen-action", of_action, by=LEADERS),
    form("cases:redate-action", of_action, by=LEADERS),
    form("cases:hand-over-action", of_action, by=LEADERS),
    form("cases:drop-action", of_action, by=LEADERS),
    form("cases:agree-action", of_case, by=LEADERS),
    form("cases:action-in-plan", of_action, by=f"{LEADERS} {PLANNERS}"),
    button("cases:action-not-in-plan", of_link, by=f"{LEADERS} {PLANNERS}", of=INSIDE),
    form("cases:agree-step", of_plan_step, by=LEADERS),
    form("cases:add-concern", of_case, by=LEADERS),
    form("cases:add-evidence", of_case, by=EVIDENCE_ADDERS),
    form(
        "cases:add-files",
        lambda world: [world.case.reference, world.evidence.pk],
        by=FILE_ADDERS,
    ),
    form("cases:record-disagreement", of_case, by=JUDGES),
    form("cases:record-non-engagement", of_case, by=JUDGES),
    form("cases:judge-risk", of_case, by=JUDGES),
    form("cases:set-category", of_case, by=JUDGES),
    form("cases:change-cadence", of_case, by=LEADERS),
    form("cases:change-lead", of_case, by=LEADERS),
    form("cases:reopen", of_case, by=LEADERS, status=409),  # the case is open
    Page(
        "tasks:bring_spreadsheet",
        {200: LEADERS, 403: but(SIGNED_IN, LEADERS)},
        post={403: but(SIGNED_IN, LEADERS)},
    ),
    Page("tasks:spreadsheet_template", {200: LEADERS, 403: but(SIGNED_IN, LEADERS)}),
    Page("tasks:spreadsheet_template_csv", {200: LEADERS, 403: but(SIGNED_IN, LEADERS)}),
    form("tasks:close_case", of_case, by=LEADERS),
    form("tasks:continue_case", of_case, by=LEADERS),
]

SEE_DRAFT = f"{LA} aht nle"  # until the school has it
KEEP_UP = f"senior_adviser {PLANNERS} head chair"

PLANS = [
    form("plans:write", of_plan_draft, by=PLANNERS, of=SEE_DRAFT),
    form("plans:write_all", of_plan_draft, by=PLANNERS, of=SEE_DRAFT),
    button("plans:write_beat", of_plan_draft, by=PLANNERS, of=SEE_DRAFT),
    form("plans:add_objective", of_plan_draft, by=PLANNERS, of=SEE_DRAFT),
    form("plans:write_objective", of_objective, by=PLANNERS, of=SEE_DRAFT),
    form("plans:give_up_objective", of_objective, by=PLANNERS, of=SEE_DRAFT),
    button("plans:save_objective", of_objective, by=PLANNERS, of=SEE_DRAFT),
    button("plans:change_objective", of_objective, by=PLANNERS, of=SEE_DRAFT),
    closed("plans:steps", of_plan_of_school, by=KEEP_UP, of=INSIDE),
    form("plans:step", of_step, by=KEEP_UP),
    button("plans:reopen_step", of_step, by=KEEP_UP, of=INSIDE),
    Page("plans:rules", {200: OFFICE}, post={403: but(OFFICE, LEADERS)}),
    Page("plans:templates", {200: OFFICE}),
    Page("plans:template", {200: OFFICE}, of_plan_template),
    form("plans:add_template", of_nothing, by=LEADERS, of=OFFICE),
    form("plans:template_change", of_plan_template, by=LEADERS, of=OFFICE),
    form("plans:template_add", of_plan_template, by=LEADERS, of=OFFICE),
    form("plans:template_objective", of_template_objective, by=LEADERS, of=OFFICE),
    button("plans:template_arrange", of_template_objective, by=LEADERS, of=OFFICE),
    form("tasks:open_plan", of_case, by=f"{LEADERS} {PLANNERS}"),
    form("tasks:open_school_plan", of_school, by=f"{LEADERS} {PLANNERS}", status=302),  # it has a case
    form("tasks:revise_plan", of_plan_of_school, by=PLANNERS, status=302),  # it has a draft
    form("tasks:change_plan", of_plan_of_school, by=LEADERS),
    form("tasks:close_plan", of_plan_of_school, by=LEADERS),
    form("tasks:bring_plan", of_plan_draft, by=PLANNERS, of=SEE_DRAFT),
    Page("tasks:plan_sheet", {200: f"{PLANNERS} head", 403: but(SIGNED_IN, PLANNERS, "head")}),
    Page("tasks:plan_sheet_csv", {200: f"{PLANNERS} head", 403: but(SIGNED_IN, PLANNERS, "head")}),
]

MEETINGS = [
    Page("meetings:list", {200: SIGNED_IN}),
    *[Page(f"meetings:{name}", {200: SIGNED_IN}) for name in ("download", "download_xlsx")],
    Page("meetings:criteria", {200: OFFICE}),
    Page("meetings:group", {200: OFFICE}, of_kind),
    form("meetings:group_add", of_kind, by=LEADERS, of=OFFICE),
    form("meetings:group_end", of_member, by=LEADERS, of=OFFICE),
    button("meetings:invite_missing", of_strategy, by=LEADERS, of=STRATEGY),
    Page("meetings:panel", {200: PANEL}),
    Page("meetings:panel_file", {200: PANEL}),
    Page("meetings:panel_key", {200: OFFICE}),
    Page("meetings:committee", {200: PANEL}),
    Page("meetings:panel_pdf", {200: PANEL}, lambda world: ["letters"]),
    Page("meetings:panel_pdf", {200: PANEL}, lambda world: ["committee"]),
    Page("meetings:panel_pdf", {200: OFFICE}, lambda world: ["names"]),
    form("meetings:lay_report", of_panel, by=LEADERS, of=PANEL),
    Page("meetings:laid_report", {200: PANEL}, of_laid_report),
    button("meetings:report_off", of_laid_report, by=LEADERS, of=PANEL),
    button("meetings:begin_criteria", of_nothing, by=LEADERS, of=OFFICE),
    button("meetings:compute_figure", of_criterion, by=LEADERS, of=OFFICE),
    form("meetings:enter_figure", of_criterion, by=LEADERS, of=OFFICE),
    form("meetings:take_back_figure", of_figure, by=LEADERS, of=OFFICE),
    Page("meetings:criterion", {200: OFFICE}, of_criterion),
    form("meetings:add_criterion", of_nothing, by=LEADERS, of=OFFICE),
    form("meetings:change_criterion", of_criterion, by=LEADERS, of=OFFICE),
    form("meetings:end_criterion", of_criterion, by=LEADERS, of=OFFICE),
    Page("meetings:meeting", {200: INSIDE}, of_meeting),
    Page("meetings:case", {200: INSIDE}, of_case),
    Page("meetings:invitation_file", {200: INVITED}, of_meeting),
    Page("meetings:answer", {302: INVITED}, of_meeting, post={}),  # it was held
    form("meetings:change", of_meeting, by=CONVENORS, status=302),
    form("meetings:replies", of_meeting, by=CONVENORS, status=302),
    form("meetings:invite", of_meeting, by=CONVENORS, status=302),
    form("meetings:take_off", of_invitee, by=CONVENORS, status=302),
    button("meetings:invite_again", of_invitee, by=CONVENORS, of=INSIDE),
    Page("meetings:reply", {410: EVERYBODY}, of_reply, public=True),
    Page("meetings:reply", {404: EVERYBODY}, lambda world: ["not-one-of-ours"], public=True),
    Page(
        "meetings:attendance_rules",
        {200: CONVENORS, 403: but(SIGNED_IN, CONVENORS)},
        post={403: but(SIGNED_IN, CONVENORS)},
    ),
    Page("meetings:calendar_feed", {200: SIGNED_IN}, post={}),
    Page("meetings:revoke_feed", {405: SIGNED_IN}, post={}),
    Page("meetings:feed", {200: EVERYBODY}, of_feed, public=True),
    Page("meetings:feed", {404: EVERYBODY}, lambda world: ["not-one-of-ours"], public=True),
    Page("meetings:minutes", {200: f"{LEADERS} clerk"}, of_minutes),  # a draft, which waits for its check
    Page("meetings:minutes_file", {404: SIGNED_IN}, of_minutes),
    Page("meetings:amend", {302: CONVENORS, 403: "director head_of_improvement"}, of_minutes),
    Page("meetings:amended_file", {404: SIGNED_IN}, of_amendment),
    # There is no Part B in this world: nobody finds a page of it.
    Page("meetings:write_part_b", {404: SIGNED_IN}, of_meeting),
    *[Page(f"meetings:part_b_{name}", {404: SIGNED_IN}, of_minutes) for name in PART_B_PAGES],
    Page("meetings:part_b_amended_file", {404: SIGNED_IN}, of_amendment),
    Page("meetings:check_part_b", {404: SIGNED_IN}, of_minutes),
    # The agenda and the papers of a conference that was held change no more.
    form("meetings:agenda", of_meeting, by=CONVENORS, status=302),
    form("meetings:agenda_item_add", of_meeting, by=CONVENORS, status=302),
    form("meetings:agenda_item", of_item, by=CONVENORS, status=302),
    button("meetings:agenda_item_remove", of_item, by=CONVENORS, of=INSIDE),
    button("meetings:agenda_refresh", of_meeting, by=CONVENORS, of=INSIDE),
    Page("meetings:papers", {200: INSIDE}, of_meeting, post={403: but(INSIDE, CONVENORS)}),
    form("meetings:papers_add", of_meeting, by=EVIDENCE_ADDERS, status=302),
    form("meetings:papers_choose", of_meeting, by=CONVENORS, status=302),
    button("meetings:paper_remove", of_paper, by=CONVENORS, of=INSIDE),
    button("meetings:pack_make", of_meeting, by=INSIDE, of=INSIDE),
    Page("meetings:pack", {200: "head"}, lambda world: [world.meeting.pk, world.pack.pk]),
    Page("meetings:templates", {200: f"{LEADERS} clerk"}),
    Page("meetings:template", {200: f"{LEADERS} clerk"}, of_type, post={403: "clerk"}),
    form("meetings:template_numbers", of_type, by=LEADERS, of=f"{LEADERS} clerk"),
    form("meetings:template_add", of_type, by=LEADERS, of=f"{LEADERS} clerk"),
    form("meetings:template_item", of_type_item, by=LEADERS, of=f"{LEADERS} clerk"),
    Page(
        "meetings:template_item_remove",
        {405: SIGNED_IN},
        of_type_item,
        post={403: "clerk", 404: but(SIGNED_IN, LEADERS, "clerk")},
    ),
    # The meeting was held: whoever could record it is led to its page.
    form("meetings:hold", of_meeting, by=CONVENORS, status=302),
    form("meetings:hold_item", of_item, by=CONVENORS, status=302),
    form("meetings:hold_attendance", of_meeting, by=CONVENORS, status=302),
    form("meetings:hold_add", of_meeting, by=CONVENORS, status=302),
    form("meetings:hold_end", of_meeting, by=CONVENORS, status=302),
    button("meetings:hold_save", of_item, by=CONVENORS, of=INSIDE),
    Page(
        "meetings:hold_print",
        {302: CONVENORS, 403: but(INSIDE, CONVENORS)},
        of_meeting,
    ),
    Page("meetings:term", {200: SIGNED_IN}),
    Page("meetings:month", {200: SIGNED_IN}),
    Page("meetings:wall", {200: f"{INSIDE} other_chair"}),
    closed("meetings:plan", of_nothing, by=CONVENORS, of=OFFICE),
    button("meetings:ask_plan", of_nothing, by=CONVENORS, of=OFFICE),
    *[button(f"meetings:{name}", of_plan, by=CONVENORS, of=OFFICE) for name in PLAN_ACTS],
    button("tasks:accept_plan", of_plan, by=CONVENORS, of=OFFICE),
    closed("meetings:plan_invitations", of_plan, by=CONVENORS, of=OFFICE),
    button("meetings:choose_date", of_date, by=CONVENORS, of=OFFICE),
    button("meetings:leave_out_date", of_date, by=CONVENORS, of=OFFICE),
    button("meetings:put_back_date", of_date, by=CONVENORS, of=OFFICE),
    Page("meetings:other_time", {302: CONVENORS, 403: but(OFFICE, CONVENORS)}, of_date),  # it has no time
    Page(
        "meetings:planning_rules",
        {200: f"{LEADERS} clerk", 403: but(OFFICE, LEADERS, "clerk")},
        post={403: but(OFFICE, LEADERS)},
    ),
    Page("meetings:diary", {200: SIGNED_IN}),
    *[Page(f"meetings:{name}", {405: SIGNED_IN}) for name in DIARY_ACTS],
    closed("meetings:diaries", of_nothing, by=CONVENORS, of=OFFICE),
    closed("meetings:diary_of", of_diary, by=CONVENORS, of=OFFICE),
    button("meetings:confirm_diary_of", of_diary, by=CONVENORS, of=OFFICE),
    button("meetings:remove_absence_of", lambda world: [*of_diary(world), 0], by=CONVENORS, of=OFFICE),
    Page("meetings:remove_absence", {405: SIGNED_IN}, lambda world: [0], post={404: SIGNED_IN}),
    form("tasks:la_action", of_la_action, by=f"{LEADERS} legal_adviser", of=OFFICE),  # whose it is
    form("tasks:call_la_meeting", of_kind, by=LEADERS, of=OFFICE),
    form("tasks:plan_year", of_kind, by=LEADERS, of=OFFICE),
    Page("tasks:strategy_schools", {200: STRATEGY}, of_strategy),
    Page("tasks:strategy_schools_file", {200: STRATEGY}, of_strategy),
    Page("tasks:strategy_school", {200: f"{OFFICE} diocesan_officer"}, of_strategy_school),
    Page("tasks:strategy_packs", {200: LEADERS, 403: but(STRATEGY, LEADERS)}, of_strategy),
    button("tasks:packs_again", of_strategy, by=LEADERS, of=STRATEGY),
    button("tasks:stop_packs", of_strategy, by=LEADERS, of=STRATEGY),
    button("tasks:bring_schools", of_strategy, by=LEADERS, of=STRATEGY),
    button("tasks:order_schools", of_strategy, by=LEADERS, of=STRATEGY),
    form("tasks:add_school", of_strategy, by=LEADERS, of=STRATEGY),
    form("tasks:leave_out_school", of_strategy_school, by=LEADERS, of=STRATEGY),
    form("tasks:school_question", of_strategy_school, by=LEADERS, of=STRATEGY),
    form("tasks:call_conference", of_case, by=CONVENORS),
    form("tasks:move_conference", of_meeting, by=CONVENORS, status=302),  # it was held
    form("tasks:cancel_conference", of_meeting, by=CONVENORS, status=302),
    button("tasks:follow_up_decision", of_decision, by=CONVENORS, of=INSIDE),
]

TASKS = [
    form("tasks:task", lambda world: [world.process.pk, world.card.task_id], by=LEADERS),
    Page("tasks:diagram", {200: INSIDE}, of_process),
    Page("tasks:bpmn", {200: INSIDE}, of_process),
]

# Reference data of letters: for the LA's own people and whoever administers it.
READ_KINDS = {200: f"{OFFICE} administrator", 403: but(SIGNED_IN, OFFICE, "administrator")}

LETTERS = [
    Page("letters:list", {200: SIGNED_IN}),
    Page("letters:csv", {200: SIGNED_IN}),
    Page("letters:xlsx", {200: SIGNED_IN}),
    Page("letters:rehearsal", {404: LA, 403: but(INSIDE, LA)}, of_letter),
    Page("letters:rehearsal", {200: OFFICE}, of_draft),
    Page("letters:case", {200: INSIDE}, of_case),
    Page("letters:letter", {200: INSIDE}, of_letter, post={403: but(INSIDE, WRITERS)}),
    Page("letters:pdf", {200: INSIDE}, of_letter),
    # It was given: there is no draft.
    Page("letters:draft", {404: LA, 403: but(INSIDE, LA)}, of_letter, post={403: but(INSIDE, LA)}),
    Page("letters:draft_pages", {404: LA, 403: but(INSIDE, LA)}, of_letter, post={403: but(INSIDE, LA)}),
    button("letters:acknowledge", of_letter, by="chair", of=INSIDE),
    button("letters:posted", of_service, by=WRITERS, of=INSIDE),
    form("letters:grounds", of_letter, by=WRITERS, status=302),
    form("letters:recipients", of_letter, by=WRITERS, status=302),
    form("tasks:answer_letter", of_letter, by="chair senior_adviser"),
    form("tasks:end_letter", of_letter, by=WRITERS),
    form("tasks:extend_letter", of_letter, by=LEADERS),
    form("letters:comment", of_draft, by=OFFICE, of=OFFICE),
    button("letters:settle", of_comment, by=WRITERS, of=OFFICE),
    button("letters:successor", of_letter, by=WRITERS, of=INSIDE),
    form("letters:ask", of_letter, by="chair"),
    form("letters:question", of_question, by=WRITERS),
    button("letters:delegate", of_letter, by="chair", of=INSIDE),  # the council alone while nobody is chair
    Page("letters:verify", {200: EVERYBODY}, public=True),
    form("letters:service", of_service, by=WRITERS),
    form("letters:returned", of_service, by=WRITERS),
    form("letters:arrived", of_service, by=WRITERS),
    form("letters:receipt", of_service, by=WRITERS),
    Page("letters:receipt_file", {404: LA, 403: but(INSIDE, LA)}, of_service),  # nothing was signed
    Page("letters:proof", {404: LA, 403: but(INSIDE, LA)}, of_service),  # it went by mail: there is no file
    Page("letters:notice", {200: LA, 403: but(INSIDE, LA)}, of_notice),
    button("letters:notice_sent", of_notice, by=WRITERS, of=INSIDE),
    Page(
        "letters:october", {200: LEADERS, 403: but(SIGNED_IN, LEADERS)}, post={403: but(SIGNED_IN, LEADERS)}
    ),
    Page("letters:library", {200: LEADERS, 403: but(SIGNED_IN, LEADERS)}),
    form("letters:new_paragraph", of_nothing, by=AUTHORISERS, of=SIGNED_IN),
    form("letters:paragraph", of_paragraph, by=AUTHORISERS, of=SIGNED_IN),
    Page("letters:kinds", READ_KINDS),
    Page("letters:kind", READ_KINDS, of_letter_kind),
    Page("letters:kind_sample", READ_KINDS, of_kind_version),
    Page(
        "letters:kind_change",
        READ_KINDS,
        of_kind_change,
        post={403: but(SIGNED_IN, "director legal_adviser")},  # the Head of School Improvement proposed it
    ),
    Page("letters:change_sample", READ_KINDS, of_kind_change),
    form("letters:change_kind", of_letter_kind, by=AUTHORISERS, of=SIGNED_IN),
    # No version is to come.
    form("letters:take_away_kind", of_letter_kind, by=AUTHORISERS, of=SIGNED_IN, status=302),
    Page("letters:bodies", READ_KINDS),
    form("letters:change_body", of_body, by=AUTHORISERS, of=SIGNED_IN),
    form("letters:diocese", of_diocese, by=AUTHORISERS, of=SIGNED_IN),
    form("letters:take_back_body", of_body, by=AUTHORISERS, of=SIGNED_IN, status=302),
    Page("tasks:letters_running", READ_KINDS),
    form("letters:letterhead", of_nothing, by="administrator", of=AT_THE_LA),
    form("letters:signature", of_signing_post, by="administrator", of=AT_THE_LA),
    closed("letters:sample", of_nothing, by="administrator", of=AT_THE_LA),
    Page("letters:to_post_csv", {200: WRITERS, 403: but(SIGNED_IN, WRITERS)}),
    Page("letters:to_post_xlsx", {200: WRITERS, 403: but(SIGNED_IN, WRITERS)}),
    Page(
        "letters:to_post", {200: WRITERS, 403: but(SIGNED_IN, WRITERS)}, post={403: but(SIGNED_IN, WRITERS)}
    ),
    form("tasks:withdraw_letter", of_letter, by=WRITERS, status=302),
    form("tasks:begin_letter", of_case, by=WRITERS),
    form("tasks:record_secretary", of_case, by=WRITERS),
    form("tasks:allow_notices", of_secretary_notice, by=WRITERS),
    # A draft to the other school: its chair has not got it, and whom the LA deployed is not deployed there.
    Page("letters:letter", {200: OFFICE}, of_draft, post={403: but(OFFICE, WRITERS)}),
    Page("letters:draft", {200: OFFICE}, of_draft, post={403: but(OFFICE, WRITERS)}),
    Page("letters:draft_pages", {200: OFFICE}, of_draft, post={403: but(OFFICE, WRITERS)}),
    Page("letters:pdf", {404: SIGNED_IN}, of_draft),
    form("letters:grounds", of_draft, by=WRITERS, of=OFFICE),
    form("letters:recipients", of_draft, by=WRITERS, of=OFFICE),
]

ASKERS = f"{LEADERS} sip aht nle"  # of support
SENT = f"{LEADERS} nle"  # whoever was sent, or runs the case, enters days
SEE_PROVIDERS = f"{LA} nle"

SUPPORT_PAGES = [
    Page("support:providers", {200: SIGNED_IN}),
    Page("support:download", {200: SIGNED_IN}, lambda world: ["csv"]),
    form("support:add_provider", of_nothing, by=LEADERS, of=SIGNED_IN),
    Page("support:provider", {200: SEE_PROVIDERS}, of_provider),
    form("support:change_provider", of_provider, by=LEADERS, of=SEE_PROVIDERS),
    form("support:end_provider", of_provider, by=LEADERS, of=SEE_PROVIDERS),
    *[Page(f"support:{of}", {200: SIGNED_IN}) for of in ("deployments", "evaluations", "places")],
    *[
        Page(f"support:download_{of}", {200: SIGNED_IN}, lambda world: ["csv"])
        for of in ("deployments", "evaluations", "places")
    ],
    Page("support:deployment", {200: INSIDE}, of_deployment),
    form("support:change_request", of_proposal, by="senior_adviser"),  # who asked
    form("support:change_deployment", of_deployment, by=ASKERS),
    form("support:take_back_change", of_deployment, by=LEADERS),
    form("support:end_deployment", of_deployment, by=LEADERS),
    form("support:withdraw", of_deployment, by=LEADERS),
    form("support:use_days", of_deployment, by=SENT),
    form("support:correct_days", of_entry, by=SENT),
    form("support:undo_days", of_entry, by=SENT),
    form("support:agree", of_proposal, by="aht"),
    form("support:refuse", of_proposal, by="aht"),
    Page("support:objective", {200: INSIDE}, lambda world: [world.support_plan.objectives.first().pk]),
    Page("support:entitlements", {200: SIGNED_IN}),
    form("support:entitlement", lambda world: ["inadequate", "sip"], by=LEADERS, of=SIGNED_IN),
    form(
        "support:programme_entitlement",
        lambda world: ["near-floor", *of_programme(world)],
        by=LEADERS,
        of=SIGNED_IN,
    ),
    form("support:receive", lambda world: [world.evaluation.pk], by=LEADERS),
    form("support:correct_evaluation", lambda world: [world.evaluation.pk], by=LEADERS),
    form("support:withdraw_evaluation", lambda world: [world.evaluation.pk], by=LEADERS),
    Page("support:programmes", {200: SIGNED_IN}),
    form("support:add_programme", of_nothing, by=LEADERS, of=SIGNED_IN),
    *[
        form(f"support:{verb}_programme", of_programme, by=LEADERS, of=SIGNED_IN)
        for verb in ("change", "retire", "offer")
    ],
    form("support:rules", of_nothing, by=LEADERS, of=SIGNED_IN),
    Page("support:kinds", {200: SIGNED_IN}),
    form("support:add_kind", of_nothing, by=LEADERS, of=SIGNED_IN),
    *[
        form(f"support:{verb}_kind", lambda world: ["nle"], by=LEADERS, of=SIGNED_IN)
        for verb in ("change", "retire", "offer")
    ],
    Page("support:programme", {200: SIGNED_IN}, of_programme),
    Page("support:programme_download", {200: SIGNED_IN}, lambda world: [*of_programme(world), "csv"]),
    form("support:add_place", of_programme, by=LEADERS, of=SIGNED_IN),
    *[
        form(f"support:{verb}", lambda world: [world.place.pk], by=LEADERS)
        for verb in ("end_place", "correct_place", "continue_place", "remove_place", "put_place_back")
    ],
    Page("support:case", {200: INSIDE}, of_case),
    form("support:case_ask", of_case, by=ASKERS),
    Page("support:school", {302: INSIDE}, of_school),  # to its case, which is open
    form("support:school_ask", of_school, by=ASKERS),
    form("support:commission", of_school, by=LEADERS),
]

CONFIRMERS = "director head_of_improvement"

PEOPLE = [
    Page(
        "schools:term-dates",
        {200: AT_THE_LA},
        post={403: but(AT_THE_LA, "administrator"), 404: but(SIGNED_IN, AT_THE_LA)},
    ),
    Page("schools:term-dates-file", {200: AT_THE_LA}),
    closed("people:people", of_nothing, by="administrator", of=AT_THE_LA),
    closed("people:export", of_nothing, by="administrator", of=AT_THE_LA),
    closed("people:import-template", of_nothing, by="administrator", of=AT_THE_LA),
    closed("people:person", of_chair, by="administrator", of=AT_THE_LA),
    form("people:add", of_nothing, by="administrator", of=AT_THE_LA),
    form("people:import", of_nothing, by="administrator", of=AT_THE_LA),
    form("people:change", of_chair, by="administrator", of=AT_THE_LA),
    form("people:appoint", of_chair, by="administrator", of=AT_THE_LA),
    form("people:deactivate", of_chair, by="administrator", of=AT_THE_LA),
    form("people:post-end", lambda world: [world.post.pk], by="administrator", of=AT_THE_LA),
    button("people:reactivate", of_chair, by="administrator", of=AT_THE_LA),
    button("people:invite", of_chair, by="administrator", of=AT_THE_LA),
    closed("people:to-confirm", of_nothing, by=CONFIRMERS, of=AT_THE_LA),
    button("people:post-confirm", of_waiting_post, by=CONFIRMERS, of=AT_THE_LA),
    form("people:post-refuse", of_waiting_post, by=CONFIRMERS, of=AT_THE_LA),
    button("people:address-confirm", of_waiting_address, by=CONFIRMERS, of=AT_THE_LA),
    form("people:address-refuse", of_waiting_address, by=CONFIRMERS, of=AT_THE_LA),
    closed("people:school", of_school, by=SEE_WHO_SEES, of=SEE_SCHOOL),
    closed("people:readings", of_school, by=SEE_WHO_SEES, of=SEE_SCHOOL),
    form("people:share", of_school, by=LEADERS, of=SEE_SCHOOL),
    form("people:share-end", of_share, by=LEADERS, of=SEE_SCHOOL),
    Page("people:invitation", {200: EVERYBODY}, lambda world: world.invitation, public=True),
    Page("people:invitation", {410: EVERYBODY}, lambda world: ["MQ", "used-up"], public=True),
]

# Pages of allauth: each is about whoever asks, and about nobody else.
SIGN_IN = [
    Page("account_login", {302: SIGNED_IN, 200: NOT_SIGNED_IN}, public=True),
    Page("account_link", {200: EVERYBODY}, public=True),
    Page("account_link_sent", {200: EVERYBODY}, public=True),
    Page("account_link_use", {410: EVERYBODY}, lambda world: ["used-up"], public=True),
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
    "plans": PLANS,
    "meetings": MEETINGS,
    "tasks": TASKS,
    "letters": LETTERS,
    "support": SUPPORT_PAGES,
    "people": PEOPLE,
    "sign_in": SIGN_IN,
}
PAGES = [page for pages in SECTIONS.values() for page in pages]
