"""What letters bear besides their words: pages of those who manage the council's people."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from letters.letterhead import letterhead_of, pdf_of_sample, signing_posts
from letters.services.letterheads import drop_signature, keep_letterhead, keep_signature
from letters.views.reader import reader
from people.guards import seen_or_404
from people.managed import managed_las
from record.errors import RuleError

PICTURE = "A PNG or JPEG picture of at most 0.5 MB."
PICTURES = forms.FileInput(attrs={"accept": "image/png,image/jpeg"})


class LetterheadForm(forms.Form):
    name = forms.CharField(
        label="Name of the council",
        max_length=100,
        error_messages={"required": "Write the name of the council"},
    )
    team = forms.CharField(label="Service or team (optional)", max_length=100, required=False)
    address = forms.CharField(
        label="Address",
        help_text="A line each: the post town in capitals, the postcode on its own last line. Answers are "
        "posted there.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write the address to which answers are posted"},
    )
    phone = forms.CharField(
        label="Telephone", max_length=40, error_messages={"required": "Write the telephone number"}
    )
    email = forms.EmailField(label="E-mail", error_messages={"required": "Write the e-mail address"})
    logo = forms.FileField(label="Logo (optional)", help_text=PICTURE, required=False, widget=PICTURES)
    without_logo = forms.BooleanField(label="Take the logo away", required=False)

    def __init__(self, *args: Any, has_logo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_logo:
            self.fields["logo"].help_text = f"There is one; another takes its place. {PICTURE}"
        else:
            del self.fields["without_logo"]


class SignatureForm(forms.Form):
    picture = forms.FileField(
        label="Picture of the signature",
        help_text=f"Dark ink on white or on nothing, cut close. {PICTURE}",
        widget=PICTURES,
        error_messages={"required": "Choose the picture"},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letterhead(request: HttpRequest) -> HttpResponse:
    """The head of the council's letters, and whose signature is on record."""
    la = managed_las(request)[0]
    head = letterhead_of(la)
    before = {name: getattr(head, name) for name in ("name", "team", "address", "phone", "email")}
    form = LetterheadForm(
        request.POST or None, request.FILES or None, initial=before, has_logo=bool(head.logo)
    )
    if request.method == "POST" and form.is_valid():
        try:
            keep_letterhead(la, by=reader(request), **form.cleaned_data)
            messages.success(request, "The letterhead was saved. Letters given from now on bear it.")
            return redirect("letters:letterhead")
        except RuleError as error:
            form.add_error(error.field, str(error))
    return render(request, "letters/letterhead.html", {"form": form, "posts": signing_posts(la)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def signature(request: HttpRequest, pk: int) -> HttpResponse:
    """The signature of the holder of a post is put on record, or taken away."""
    post = seen_or_404(request, signing_posts(managed_las(request)[0]), pk=pk)
    if request.method == "POST" and "remove" in request.POST:
        drop_signature(post, by=reader(request))
        messages.success(request, f"Letters no longer bear a signature of {post.user}.")
        return redirect("letters:letterhead")
    form = SignatureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            keep_signature(post, picture=form.cleaned_data["picture"], by=reader(request))
            messages.success(request, f"Letters that {post.user} authorises bear this signature.")
            return redirect("letters:letterhead")
        except RuleError as error:
            form.add_error(error.field, str(error))
    return render(request, "letters/signature.html", {"form": form, "post": post})


@login_required
@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """Letterhead and signatures on a page, as letters bear them."""
    response = HttpResponse(pdf_of_sample(managed_las(request)[0]), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="letterhead.pdf"'
    return response
