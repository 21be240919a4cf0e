"""Signing in by a link that comes by e-mail."""

from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.core.ratelimit import consume
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people.links import holder_of_link, onward_of
from people.services.links import send_link, use_link
from people.views.posted import posted
from record.errors import RuleError

GONE = 410


class LinkForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        help_text="The one at which you get our e-mails.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Write your e-mail address",
            "invalid": "Write an e-mail address like name@example.com",
        },
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Somebody asks for a link; the answer is the same whether the address is known or not."""
    onward = get_next_redirect_url(request) or ""
    form = LinkForm(posted(request))
    if form.is_valid():
        email = form.cleaned_data["email"]
        if consume(request, action="request_login_code", key=email.lower()):
            send_link(email, onward=onward, by=None)
        return redirect("account_link_sent")
    return render(request, "account/link.html", {"form": form, "next": onward})


@login_not_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What to do next, for whoever asked for a link."""
    return render(request, "account/link_sent.html", {"minutes": settings.SIGN_IN_LINK_MINUTES})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, token: str) -> HttpResponseBase:
    """A button signs in, and uses the link up; opening the page does not. A second step comes after it."""
    user = holder_of_link(token)
    if user is None:
        return render(request, "account/link_over.html", {"next": onward_of(token)}, status=GONE)
    if request.method != "POST":
        return render(request, "account/link_use.html", {"person": user})
    try:
        user = use_link(token, by=user)
    except RuleError:  # by another click, since the page was asked for
        return render(request, "account/link_over.html", {"next": onward_of(token)}, status=GONE)
    return perform_login(request, user, redirect_url=onward_of(token) or None, email=user.email)
