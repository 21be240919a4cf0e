"""Fields in braces: filled in where they exist, refused with the list of those that do where not."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from letters.content import facts_of
from letters.forms import WordsForm
from letters.merging import LOOKS_LIKE_FIELD, NAMES
from letters.models import LetterKind
from letters.services.drafting import edit_letter
from letters.services.paragraphs import keep_paragraph
from record import clock
from record.errors import RuleError
from tests.letters.makers import make_draft

PARAGRAPH = {"name": "A meeting", "text": "A meeting at {school}.", "valid_from": None, "valid_until": None}


def test_fields_are_filled_in_and_what_is_typed_otherwise_stays(county):
    letter = make_draft(county)
    body = "To the {body} of {school}, by {due}. {{ body }} {a.b}"
    edit_letter(letter, subject="Warning", body=body, by=county.senior_adviser)
    facts = facts_of(letter, given=clock.today())
    due = "Tuesday 5\xa0January\xa02027"
    assert facts["body"] == f"To the governing body of {county.school}, by {due}. {{{{ body }}}} {{a.b}}"


@pytest.mark.parametrize(
    ("place", "text", "sentence"),
    [
        (
            "body",
            "To {boddy} and {year}",
            r"no field {boddy} and {year}. You can use {body}, {school} and",
        ),
        ("paragraph-1", "Dear {Body}", "no field {Body}"),
        ("subject", "About {school}", "No fields can be used here"),
    ],
)
def test_a_field_that_does_not_exist_is_refused_beside_its_text(county, client, place, text, sentence):
    letter = make_draft(county)
    words = {"subject": "Warning", "body": "", "paragraphs": {}}
    if place.startswith("paragraph"):
        words["paragraphs"] = {1: text}
    else:
        words[place] = text
    with pytest.raises(RuleError, match=sentence) as refused:
        edit_letter(letter, **words, by=county.senior_adviser)
    assert refused.value.field == place


def test_the_kinds_use_only_fields_that_exist(county):
    for kind in LetterKind.objects.all():
        for text in (kind.opening, kind.consequence, kind.support, kind.effect, *kind.by_category.values()):
            assert set(LOOKS_LIKE_FIELD.findall(text)) <= set(NAMES), kind.code


def test_a_paragraph_of_the_library_is_taken_over_and_a_letter_keeps_it_as_it_was(county):
    letter = make_draft(county)
    with pytest.raises(PermissionDenied):
        keep_paragraph(None, **PARAGRAPH, by=county.senior_adviser)
    with pytest.raises(RuleError, match="no field {scool}"):
        keep_paragraph(None, **{**PARAGRAPH, "text": "At {scool}"}, by=county.head_of_improvement)
    kept = keep_paragraph(None, **PARAGRAPH, by=county.head_of_improvement)
    data = {"subject": "Warning", "body": "First.", "library": kept.pk}
    data |= {f"paragraph-{each.number}": each.text for each in letter.grounds.all()}
    form = WordsForm(data, letter=letter)
    assert form.is_valid(), form.errors
    edit_letter(letter, **form.words(), by=county.senior_adviser)
    keep_paragraph(kept, **{**PARAGRAPH, "text": "Other words."}, by=county.head_of_improvement)
    assert letter.body == "First.\n\nA meeting at {school}."
    yesterday = clock.today() - timedelta(days=1)
    keep_paragraph(kept, **{**PARAGRAPH, "valid_until": yesterday}, by=county.head_of_improvement)
    assert not WordsForm(data, letter=letter).is_valid()
