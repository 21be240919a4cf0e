"""The world that every address is asked in: one case with something of everything in it, and who asks."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils.http import urlsafe_base64_encode

from concern_cases.models import Action, ActionInPlan, ConcernCase, Evidence, EvidenceFile, Plan, Review
from concern_cases.services.actions_in_plans import link_action
from concern_cases.services.plans import ask_for_revision
from concern_cases.services.review_evidence import look_at_evidence
from concern_cases.services.review_judging import Judgement, SchoolAnswer, answer_review, judge_review
from concern_cases.services.reviews import plan_review
from evaluation.models import Inspection
from letters.models import KindChange, Letter, PaperNotice
from letters.services.commenting import comment_on
from letters.services.governing import ask_question
from letters.services.secretary import record_secretarys_notice
from letters.services.telling import make_notice
from meetings.models import (
    Meeting,
    Member,
    Minutes,
    Pack,
    PanelPaper,
    Paper,
    ProposedDate,
    SuccessCriterion,
    TermPlan,
)
from meetings.reference import MEMBERS_PANEL
from meetings.services.criteria import begin_criteria, compute_figure
from meetings.services.invitees import suggested_invitees
from meetings.services.panel import lay_report
from people.invitations import new_token
from people.models import AddressChange, Post, Share, User
from people.roles import Role
from people.services.people import change_person
from people.services.posts import appoint
from record import clock
from record.models import Dispatch
from support.models import Deployment, ExternalEvaluation, ProgrammePlace
from support.services.answering import agree_support
from tests.concern_cases.makers import make_action, make_evidence, make_inadequate, make_plan, sent_file
from tests.concern_cases.plan_makers import add_action
from tests.conftest import WholeCast
from tests.kept_rows import kept
from tests.letters.kind_makers import propose
from tests.letters.makers import WHY_SKIPPED, make_given, make_ready_case, make_terms
from tests.support.makers import make_deployment, make_evaluation, make_place, make_provider, work
from tests.workflows.conftest import CONFERENCE_DAY, hold, london, take
from tests.workflows.strategy_makers import call_strategy, make_la_action, make_strategy_meeting
from workflows import engine
from workflows.letters.flow import WarningLetterFlow
from workflows.models import CaseworkProcess, TaskCard, WarningLetterProcess
from workflows.services.conferences import start_conference
from workflows.services.letters import start_letter

STRANGER = "stranger"


@dataclass
class World:
    """A case of the church school that is shared with its diocese, and whatever an address may name.

    ``draft`` is a letter to the other school, which is shared with nobody.
    """

    cast: WholeCast
    case: ConcernCase
    evidence: Evidence
    file: EvidenceFile
    action: Action
    link: ActionInPlan
    meeting: Meeting
    minutes: Minutes
    paper: Paper
    pack: Pack
    card: TaskCard
    process: CaseworkProcess
    letter: Letter
    kind_change: KindChange
    draft: Letter
    mail: Dispatch
    share: Share
    post: Post
    waiting_post: Post
    waiting_address: AddressChange
    plan: TermPlan
    support_plan: Plan
    review: Review
    deployment: Deployment
    proposal: Deployment
    evaluation: ExternalEvaluation
    place: ProgrammePlace
    visit: Inspection
    strategy: Meeting
    criterion: SuccessCriterion
    member: Member
    panel_paper: PanelPaper
    la_action: Action

    @property
    def people(self) -> dict[str, User | None]:
        """Everybody of the cast by name, and a stranger who is not signed in."""
        return {**self.cast.people, STRANGER: None}

    @property
    def invitation(self) -> list[str]:
        """What an invitation's address names."""
        key = urlsafe_base64_encode(str(self.cast.chair.pk).encode())
        return [key, new_token(self.cast.chair)]


def make_world(cast: WholeCast) -> World:
    """A conference was held, its minutes wait for the chair's check; a letter was given; a mail failed."""
    return World(cast=cast, **kept((cast.auditor.kept_key, "world of the walk"), lambda: _make(cast)))  # type: ignore[attr-defined]


def _make(cast: WholeCast) -> dict[str, Any]:
    make_terms(cast.la)
    letter = make_given(cast)
    WarningLetterProcess.objects.create(
        flow_class=WarningLetterFlow, la=cast.la, school=cast.school, case=letter.case, letter=letter
    )
    clerk = letter.recipients.get(received_as="clerk")
    make_notice(PaperNotice.objects.create(clock=letter.running_clock, recipient=clerk, method="post"))
    ask_question(letter, text="May we have a week more?", by=cast.chair)
    record_secretarys_notice(letter.case, on=clock.today(), where="By letter.", by=cast.senior_adviser)
    case = letter.case
    evidence = make_evidence(case, files=[sent_file()])
    meeting = _held(case, cast)
    card = engine.open_card(meeting, "check_minutes")
    other = make_ready_case(cast, school=cast.other_school)
    mail = Dispatch.objects.filter(topic="mail", payload__urn=cast.school.urn).first()
    mail.state = Dispatch.State.FAILED
    mail.save()
    draft = start_letter(
        other, kind="warning_letter", skips_rung_why=WHY_SKIPPED, by=cast.senior_adviser
    ).letter
    comment_on(draft, text="Paragraph 2 is too long.", by=cast.legal_adviser)
    support_plan = _support_plan(case)
    action = make_action(case)
    strategy = make_strategy_meeting(cast, case)
    return {
        "case": case,
        "evidence": evidence,
        "file": evidence.files.get(),
        "action": action,
        "link": _link(action, support_plan),
        "meeting": meeting,
        "minutes": meeting.minutes.get(),
        "paper": Paper.objects.create(item=meeting.items.first(), file=evidence.files.get()),
        "pack": _pack(meeting, cast.head),
        "card": card,
        "process": engine.process_about(meeting),
        "letter": letter,
        "kind_change": propose(cast, by=cast.head_of_improvement),
        "draft": draft,
        "mail": mail,
        "share": Share.objects.get(school=cast.school),
        "post": cast.chair.posts.get(),
        "waiting_post": appoint(
            cast.left_yesterday, role=Role.CLERK, la=cast.la, since=clock.today(), by=cast.administrator
        ),
        "waiting_address": _waiting_address(cast),
        "plan": _planned(case, cast),
        "support_plan": support_plan,
        "review": _review(support_plan, cast, evidence),
        **_support(cast),
        "visit": make_inadequate(cast.school, by=cast.sip, recommendations=["Check the marking"]),
        "strategy": strategy,
        "member": Member.objects.create(
            la=cast.la, type=strategy.type, user=cast.strategy_member, since=clock.today()
        ),
        "la_action": make_la_action(cast),
        "criterion": _criterion(cast),
        "panel_paper": _panel_paper(cast),
    }


def _criterion(cast: WholeCast) -> SuccessCriterion:
    """It has one figure."""
    criterion = begin_criteria(cast.la, by=cast.senior_adviser)[0]
    compute_figure(criterion, by=cast.senior_adviser)
    return criterion


def _panel_paper(cast: WholeCast) -> PanelPaper:
    """A report on the table of the Panel, of nothing."""
    panel = call_strategy(cast, kind=MEMBERS_PANEL)
    return lay_report(panel, kind="letters", pdf=b"%PDF-", schools=[], by=cast.senior_adviser)


def _pack(meeting: Meeting, reader: User) -> Pack:
    """One that is ready, of nothing."""
    file = ContentFile(b"%PDF-", "pack.pdf")
    return Pack.objects.create(
        meeting=meeting, reader=reader, made_from="nothing", state=Pack.State.READY, pdf=file
    )


def _waiting_address(cast: WholeCast) -> AddressChange:
    sip = cast.sip
    change_person(sip, email="moved@council.example", name=sip.name, by=cast.administrator)
    return sip.address_changes.get()


def _planned(case: ConcernCase, cast: WholeCast) -> TermPlan:
    """A plan of the spring that has no date for the case yet."""
    days = {"first_day": date(2027, 1, 5), "last_day": date(2027, 2, 12)}
    plan = TermPlan.objects.create(la=cast.la, **days, state="ready", asked_by=cast.clerk)
    ProposedDate.objects.create(plan=plan, case=case, due_by=date(2027, 2, 1), why_not="Nobody is free.")
    return plan


def _support_plan(case: ConcernCase) -> Plan:
    """Its first version is in force, and its second is being written."""
    plan = make_plan(case)
    facts = {"kind": "text", "why": "The school asked for it", "on": clock.today(), "key": "of the walk"}
    ask_for_revision(plan, **facts, by=case.lead)
    return plan


def _link(action: Action, plan: Plan) -> ActionInPlan:
    """An action of the plan in force is the action of the case as well."""
    step = add_action(plan.versions.get(number=1).texts.get())
    return link_action(action, plan=plan, key=step.key, by=action.case.lead)


def _review(plan: Plan, cast: WholeCast, evidence: Evidence) -> Review:
    """Its one judgement is disputed by the school."""
    review = plan_review(plan, due_on=clock.today() + timedelta(days=7), by=None)
    look_at_evidence(review, evidence=[evidence], by=cast.senior_adviser)
    objective = plan.objectives.get()
    judgements = {objective: Judgement(rag="amber", reason="Secure in three classes.")}
    judge_review(review, judgements=judgements, by=cast.sip)
    answers = {objective: SchoolAnswer(view="disputes", text="It is secure in all five.")}
    return answer_review(review, answers=answers, by=cast.head)


def _support(cast: WholeCast) -> dict[str, Any]:
    """The NLE works at the school, more of it waits for the AHT; an evaluation and a programme run."""
    provider = make_provider(cast, user=cast.nle)
    deployment = agree_support(make_deployment(cast, provider), by=cast.aht)
    work(deployment, by=cast.nle)
    return {
        "deployment": deployment,
        "proposal": make_deployment(cast, provider),
        "evaluation": make_evaluation(cast),
        "place": make_place(cast),
    }


def _held(case: ConcernCase, cast: WholeCast) -> Any:
    facts = {
        "starts_at": london(CONFERENCE_DAY),
        "place": "The school hall",
        "chair": cast.senior_adviser,
        "invitees": suggested_invitees(case),
    }
    meeting = start_conference(case, **facts, by=cast.senior_adviser).meeting
    hold(meeting, cast)
    with clock.at(london(CONFERENCE_DAY, 18)):
        take(meeting, "draft_minutes", by=cast.clerk, text="Said and done.")
    return meeting
