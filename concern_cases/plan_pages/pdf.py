"""One version of a plan on paper."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from concern_cases.plan_pages.content import PlanContent
from concern_cases.plan_pages.parts import parts_of
from record.pdf import render_pdf
from record.words import plain_day


def pdf_of(content: PlanContent, *, reader: Any) -> bytes:
    """The version as a tagged PDF with the plan on a page, every objective and the milestones.

    What apps above add (``plan_part``) is in it as far as the reader may read it.
    It says on which day it was so: for a version that is past, the day when it was over.
    """
    version = content.version
    facts = {
        "content": content,
        "version": version,
        "plan": version.plan,
        "school": content.school,
        "reasons": version.reasons.all(),
        "comments": content.comments,
        "parts": parts_of(content, reader),
        "authority": settings.AUTHORITY_NAME,
        "on_paper": True,
        "as_of": plain_day(content.today),
    }
    html = render_to_string("concern_cases/plan_pdf.html", facts)
    return render_pdf(
        html, title=f"{version.plan.get_kind_display()}, version {version.number}: {content.school.name}"
    )
