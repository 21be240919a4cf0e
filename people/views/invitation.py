"""Where an invitation leads: choosing a password. Nobody is signed in here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from people.forms.people import PasswordForm
from people.invitations import invited_person
from people.services.people import accept_invitation
from people.views.posted import posted
from record.errors import RuleError

GONE = 410


@login_not_required
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """The password is chosen and the link used up; the next page is where one signs in with it."""
    user = invited_person(key, token)
    if user is None:
        return render(request, "people/invitation_over.html", status=GONE)
    form = PasswordForm(posted(request))
    if form.is_valid():
        try:
            accept_invitation(user, password=form.cleaned_data["password"], by=user)
        except RuleError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, "Your password is kept. Sign in with it.")
            return redirect("account_login")
    return render(request, "people/invitation.html", {"person": user, "form": form})
