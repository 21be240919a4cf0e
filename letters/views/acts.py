"""What is done to a letter by one button."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from letters.governors import answers_for_school
from letters.models import Letter, PaperNotice, Service
from letters.services.reaching import tell_successor
from letters.services.reading import acknowledge_letter
from letters.services.serving import record_posting
from letters.services.telling import record_notice_sent
from letters.serving_forms import PostingForm
from letters.views.reader import reader
from people.guards import refuse, require, seen_or_404
from record.errors import AlreadyDone, RuleError
from schools.permissions import Perm


@login_required
@require_POST
def acknowledge(request: HttpRequest, reference: str) -> HttpResponse:
    """The governing body received the letter; a second click says so, too, and changes nothing."""
    letter = seen_or_404(request, Letter.objects.visible_to(request.user), reference=reference)
    if not answers_for_school(reader(request), letter):
        refuse(request, Perm.RESPOND_TO_LETTER, letter.school)
    try:
        acknowledge_letter(letter, by=reader(request))
        messages.success(request, "You told us that you received the letter. Thank you.")
    except AlreadyDone as done:
        messages.info(request, str(done))
    except RuleError as error:
        messages.error(request, str(error))
    return redirect(letter)


@login_required
@require_POST
def successor(request: HttpRequest, reference: str) -> HttpResponse:
    """Whoever has become chair since the letter was given has it, too."""
    letter = seen_or_404(request, Letter.objects.visible_to(request.user), reference=reference)
    require(request, Perm.DRAFT_LETTER, letter.school)
    try:
        given = tell_successor(letter, by=reader(request))
        messages.success(request, f"{given.recipient} was given the letter.")
    except RuleError as error:
        messages.error(request, str(error))
    return redirect(letter)


@login_required
@require_POST
def posted(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """It is on record how the letter left by post or by hand."""
    letter = seen_or_404(request, Letter.objects.visible_to(request.user), reference=reference)
    given = seen_or_404(request, Service.objects.filter(recipient__letter=letter), pk=pk)
    require(request, Perm.DRAFT_LETTER, letter.school)
    form = PostingForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "Say who sent the letter, how and when.")
        return redirect(letter)
    try:
        record_posting(given, by=reader(request), **form.cleaned_data)
        messages.success(request, f"It is recorded how the letter was sent to {given.recipient}.")
    except AlreadyDone as done:
        messages.info(request, str(done))
    except RuleError as error:
        messages.error(request, str(error))
    return redirect(letter)


@login_required
@require_POST
def notice_sent(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """It is on record how somebody was told on paper what came after the letter."""
    letter = seen_or_404(request, Letter.objects.visible_to(request.user), reference=reference)
    notice = seen_or_404(request, PaperNotice.objects.filter(clock__letter=letter), pk=pk)
    require(request, Perm.DRAFT_LETTER, letter.school)
    try:
        record_notice_sent(notice, proof=request.POST.get("proof", ""), by=reader(request))
        messages.success(request, f"It is recorded how {notice.recipient} was told.")
    except AlreadyDone as done:
        messages.info(request, str(done))
    except RuleError as error:
        messages.error(request, str(error))
    return redirect(letter)
