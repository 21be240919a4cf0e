"""The kinds of letter: the ladder, and each kind as it is today, as it will be, and as it was."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letters.kinds.guards import require_reader
from letters.kinds.pages import KindLine, changes_told, kind_facts, lines_of, tabs
from letters.kinds.parts import put_into
from letters.kinds.rights import changes_read_by, keeps_for, keys_to_agree, reads_paragraphs, who_can_agree
from letters.kinds.sample import pdf_of_sample
from letters.kinds.versions import kind_versions, kinds_by_series
from letters.kinds.waiting import waits_for
from letters.models import LetterKind
from letters.views.reader import reader
from people.guards import seen_or_404
from schools.models import LocalAuthority


@login_required
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """The ladder as a picture, the kinds outside it, and what changed lately."""
    require_reader(request)
    lines = lines_of(kinds_by_series(), request.user)
    in_use = [line for line in lines if line.versions.now or line.versions.coming]
    waiting = [line.waiting for line in lines if line.waiting]
    mine, people = keys_to_agree(reader(request), waiting), who_can_agree(waiting)
    facts = {
        "ladder": sorted(
            (line for line in in_use if line.kind.on_ladder), key=lambda line: line.kind.on_ladder or 0
        ),
        "others": [line for line in in_use if not line.kind.on_ladder],
        "ended": [line for line in lines if line not in in_use],
        "waiting": [(change, change.pk in mine, waits_for(change, people[change.pk])) for change in waiting],
        "changes": changes_told(request.user),
        "tabs": reference_tabs(request, "kinds"),
    }
    return render(request, "letters/kinds/list.html", facts)


@login_required
@require_safe
def kind(request: HttpRequest, series: str) -> HttpResponse:
    """One kind: what holds, what comes, what held before, and what is law."""
    require_reader(request)
    line = kind_line(series, request.user)
    facts = kind_facts(line, reader(request))
    return render(request, "letters/kinds/kind.html", {**facts, "keeps": keeps_for(request.user)})


@login_required
@require_safe
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """A sample of a letter in the words of one version of its kind."""
    la = require_reader(request)
    version = seen_or_404(request, LetterKind.objects.select_related("clock_rule"), pk=pk)
    return sample_pdf(version, la)


@login_required
@require_safe
def change_sample(request: HttpRequest, pk: int) -> HttpResponse:
    """A sample of a letter as it would be after a proposed change."""
    la = require_reader(request)
    change = seen_or_404(request, changes_read_by(request.user).select_related("of__clock_rule"), pk=pk)
    return sample_pdf(as_changed(change.of, change.says, change.valid_from), la)


def kind_line(series: str, user: Any) -> KindLine:
    """The kind with what waits for it at the person's authorities; 404 if there is no such kind."""
    versions = kind_versions(series)
    if versions is None:
        raise Http404
    return lines_of({series: versions}, user)[0]


def as_changed(version: LetterKind, says: Any, valid_from: Any) -> LetterKind:
    """A copy of the version that says this from that day on, kept nowhere."""
    copy = LetterKind.objects.select_related("clock_rule").get(pk=version.pk)
    put_into(copy, says)
    copy.valid_from = valid_from
    return copy


def sample_pdf(version: LetterKind, la: LocalAuthority) -> HttpResponse:
    """The answer that is a sample of that version."""
    response = HttpResponse(pdf_of_sample(version, la), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="sample-{version.series}.pdf"'
    return response


def reference_tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The pages of the reference data of letters that the person can open."""
    return tabs(current, with_paragraphs=reads_paragraphs(request.user))
