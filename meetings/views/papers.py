"""Pages of a meeting's papers: what lies on the table, what is sent in, and each reader's own pack."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from concern_cases.audiences import offer_to
from concern_cases.forms.base import KeyedForm
from concern_cases.services.once import SentTwice, once
from concern_cases.views.shared import read_and_send, sent_before
from meetings.acting import (
    FormPage,
    act_on_meeting,
    do_and_return,
    is_closed,
    meeting_to_change,
    page_facts,
)
from meetings.agenda import agenda_of
from meetings.agenda_facts import visible_papers
from meetings.forms.papers import ArrangePapersForm, ChooseForm, PapersForm, papers_formset
from meetings.models import Meeting, Pack, Paper
from meetings.rights import held_for, require_for
from meetings.services.packs import ask_for_pack, is_for_reader_still, packs_of, urns_in
from meetings.services.panel import reports_on_table, reports_withheld
from meetings.services.papers import (
    arrange_papers,
    choose_papers,
    files_to_choose,
    lay_papers,
    take_off,
    who_brought_none,
)
from meetings.views.lists import meeting_seen
from people.guards import log_reading, person, seen_or_404
from record.errors import AlreadyDone, RuleError
from record.words import listed
from schools.permissions import Perm


class NothingLaid(Exception):
    """Not one of the files that were sent could be kept: the form may be sent again as it is."""


def papers_page(request: HttpRequest, pk: int, *, due_on: date | None) -> HttpResponse:
    """What lies on the table for the reader, by item; ``due_on`` says by when the papers are collected."""
    meeting = meeting_seen(request, pk)
    perms = held_for(request.user, meeting)
    arranges = Perm.MANAGE_MEETING in perms and not meeting.is_over
    agenda = agenda_of(meeting, request.user)
    form = ArrangePapersForm(request.POST or None, papers=agenda.papers, agenda=agenda) if arranges else None
    if request.method == "POST":
        answer = _arrange(request, meeting, form)
        if answer:
            return answer
    else:
        log_reading(request, what=f"{meeting}, papers", urn=meeting.school.urn if meeting.school else "")
    adds = Perm.ADD_EVIDENCE in perms and not meeting.is_over and meeting.case and meeting.case.is_open
    facts = {
        "agenda": agenda,
        "rows": _rows(agenda, form, person(request), arranges=arranges),
        "count": len(agenda.papers),
        "form": form,
        "due_on": due_on,
        "adds": adds,
        "arranges": arranges,
        "without": who_brought_none(meeting) if arranges else [],
        "lacking": agenda.lacking_papers if arranges else [],
        "packs": packs_of(meeting, person(request)),
        "reports": reports_on_table(meeting, request.user),
        "reports_withheld": reports_withheld(meeting, request.user),
        "lays": arranges,
    }
    return render(request, "meetings/papers.html", {**page_facts(request, meeting), **facts})


@read_and_send
def add_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Several files at once. Those that can be kept are; each other one is named beside its own row."""
    meeting = meeting_to_change(request, pk, Perm.ADD_EVIDENCE, what="adding papers")
    onward = _papers(meeting)
    answer = sent_before(request, otherwise=onward) or is_closed(request, meeting)
    if answer or meeting.school is None or meeting.case is None:
        return answer or redirect(onward)
    offer, agenda = (
        offer_to(person(request), meeting.school),
        agenda_of(meeting, person(request), with_facts=False),
    )
    rows_facts: dict[str, Any] = {"offer": offer, "agenda": agenda}
    key = KeyedForm(request.POST or None)
    formset = papers_formset(
        request.POST or None, request.FILES or None, prefix="papers", form_kwargs=rows_facts
    )
    rows = list(formset)
    if request.method == "POST" and key.is_valid():
        try:
            with once(key.cleaned_data["form_key"], by=person(request)) as submission:
                names = _lay_rows(request, meeting, rows)
                if not names:
                    raise NothingLaid
                submission.led_to = onward
                submission.save(update_fields=["led_to"])
        except SentTwice as twice:
            messages.info(request, str(twice))
            return redirect(twice.led_to or onward)
        except NothingLaid:
            if not any(row.has_changed() for row in rows):
                rows[0].empty_permitted = False
                rows[0].full_clean()
        else:
            are = "are" if len(names) > 1 else "is"
            messages.success(request, f"{listed(names)} {are} on the table.")
            if not any(row.errors for row in rows):
                return redirect(onward)
            # What was kept is not sent again: those rows are empty, and the others come with a new key.
            key = KeyedForm()
            rows = [row if row.errors else PapersForm(prefix=row.prefix, **rows_facts) for row in rows]
    facts = {"key": key, "formset": formset, "rows": rows, "back": onward}
    return render(request, "meetings/papers_add.html", {**page_facts(request, meeting), **facts})


@read_and_send
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Files that stand in the case already are put on the table; ``?item=`` says under which item alone.

    In a meeting of the authority they are those of the school that the item is about.
    """
    meeting = meeting_to_change(request, pk, Perm.MANAGE_MEETING, what="choosing papers")
    agenda = agenda_of(meeting, request.user, with_facts=False)
    lines = [line for line in agenda.lines if str(line.item.pk) == request.GET.get("item")]
    if not meeting.school_id and not lines:
        return redirect("tasks:strategy_schools", meeting.pk)
    files = files_to_choose(meeting, person(request), item=lines[0].item if lines else None)
    form = ChooseForm(request.POST or None, files=files, agenda=replace(agenda, lines=lines or agenda.lines))
    return act_on_meeting(
        request,
        meeting,
        form,
        page=FormPage(
            title="Choose papers from the case",
            button="Put them on the table",
            lead="Who may read each of them does not change.",
        ),
        do=lambda: choose_papers(meeting, by=person(request), **form.facts()),
        done="The papers are on the table.",
        onward=_papers(meeting),
    )


@require_POST
def remove(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    """The paper is taken off the table: by whoever arranges the meeting, or who brought it."""
    meeting = meeting_seen(request, pk)
    paper = seen_or_404(request, visible_papers(meeting, request.user), pk=paper_pk)
    perms = held_for(request.user, meeting)
    if Perm.MANAGE_MEETING not in perms and paper.file.added_by_id != person(request).pk:
        require_for(request, Perm.MANAGE_MEETING, meeting)
    return do_and_return(
        request,
        lambda: take_off(paper, by=person(request)),
        done=f"“{paper}” was taken off the table. It stays in the case.",
        onward=_papers(meeting),
    )


@require_POST
def make_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """The reader's own pack is made, of what the reader may see now."""
    meeting = meeting_seen(request, pk)
    pack = ask_for_pack(meeting, person(request), by=person(request))
    if pack.state == Pack.State.READY:
        messages.info(request, "Your pack is ready already: nothing changed since it was made.")
    else:
        messages.success(request, "Your pack is being made.")
    return redirect(f"{_papers(meeting)}#pack")


@require_safe
def pack_file(request: HttpRequest, pk: int, pack_pk: int) -> HttpResponseBase:
    """The reader's own pack; one that quotes what the reader may see no longer is not given."""
    meeting = meeting_seen(request, pk)
    ready = Pack.objects.filter(meeting=meeting, reader=person(request), state=Pack.State.READY)
    pack = seen_or_404(request, ready.select_related("meeting", "reader"), pk=pack_pk)
    if not is_for_reader_still(pack):
        messages.error(request, "What you may see has changed since this pack was made. Have a new one made.")
        return redirect(f"{_papers(meeting)}#pack")
    for urn in urns_in(pack) or [""]:
        log_reading(request, what=f"pack of {meeting}", urn=urn)
    name = f"Papers {timezone.localdate(meeting.starts_at).isoformat()}.pdf"
    response = FileResponse(pack.pdf.open("rb"), as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _arrange(request: HttpRequest, meeting: Meeting, form: ArrangePapersForm | None) -> HttpResponse | None:
    """The redirect after the papers were put in order; None: the form says what is to be put right."""
    require_for(request, Perm.MANAGE_MEETING, meeting)
    if form is None:
        return is_closed(request, meeting)
    if not form.is_valid():
        return None
    items = {key: form.cleaned_data[f"item_{key}"] for key in form.keys}
    try:
        arrange_papers(meeting, order=form.order(), items=items, by=person(request))
    except AlreadyDone as already:
        messages.info(request, str(already))
    except RuleError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    else:
        messages.success(request, "The order was saved.")
    return redirect(_papers(meeting))


def _lay_rows(request: HttpRequest, meeting: Meeting, rows: list[PapersForm]) -> list[str]:
    """The names of the files that are on the table now; what was refused is an error of its row."""
    names: list[str] = []
    for row in rows:
        if not row.has_changed():
            continue
        if not row.is_valid():
            if "files" in row.cleaned_data:
                row.add_error("files", "Choose the files again: a browser does not keep them")
            continue
        facts = row.facts(by=person(request))
        try:
            laid = lay_papers(meeting, by=person(request), **facts) if facts["files"] else []
        except RuleError as error:
            row.add_error(error.field if error.field in row.fields else None, str(error))
            continue
        names += [paper.file.name for paper in laid]
        for refusal in row.refused:
            row.add_error("files", refusal)
    return names


def _rows(
    agenda: Any, form: ArrangePapersForm | None, user: Any, *, arranges: bool
) -> list[tuple[Any, list[Any]]]:
    """Each item that has papers, with them: number, paper, the boxes that arrange it, whether it can go."""
    number, found = 0, []
    for line in agenda.lines:
        papers = []
        for paper in line.facts.papers:
            number += 1
            boxes = (form[f"place_{paper.pk}"], form[f"item_{paper.pk}"]) if form else ()
            papers.append((number, paper, boxes, arranges or _is_own(paper, user)))
        if papers:
            found.append((line, papers))
    return found


def _is_own(paper: Paper, user: Any) -> bool:
    return paper.file.added_by_id == user.pk and not paper.reviewed


def _papers(meeting: Meeting) -> str:
    return reverse("meetings:papers", args=[meeting.pk])
