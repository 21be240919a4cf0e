"""Anybody who holds a letter can check that it is genuine, and learns nothing else."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from letters.models import Letter
from letters.services.verifying import Verdict, verify
from tests.letters.makers import make_draft, make_given


def test_reference_and_file_have_to_belong_together(county):
    letter = make_given(county)
    sha256 = letter.document.sha256
    assert verify(reference=letter.reference.lower(), sha256=letter.document.fingerprint) == Verdict.GENUINE
    assert verify(reference="L-2026-0002", sha256=sha256) == Verdict.NOT_OURS
    assert verify(reference=letter.reference, sha256=sha256[:-1] + "x") == Verdict.NOT_OURS
    letter.status = Letter.Status.WITHDRAWN
    letter.save()
    assert verify(reference=letter.reference, sha256=sha256) == Verdict.NO_LONGER_STANDS
    draft = make_draft(county, letter.case)
    assert verify(reference=draft.reference, sha256="") == Verdict.NOT_OURS


def test_a_stranger_checks_the_file_on_the_page_and_reads_of_no_school(county, client):
    letter = make_given(county)
    with letter.document.pdf.open() as file:
        sent = SimpleUploadedFile("letter.pdf", file.read(), content_type="application/pdf")
    page = client.post(reverse("letters:verify"), {"reference": letter.reference, "file": sent})
    text = page.content.decode()
    assert "unchanged, and the letter stands" in text
    assert letter.school.name not in text
    page = client.post(reverse("letters:verify"), {"reference": letter.reference})
    assert "Choose the file, or write its fingerprint" in page.content.decode()
