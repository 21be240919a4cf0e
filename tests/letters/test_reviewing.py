"""Reviewers comment on a draft, and see what changed since it was last sent on."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from letters.differences import changes_of
from letters.models import Letter
from letters.services.authorising import authorise_letter, check_law, tell_diocese
from letters.services.commenting import comment_on, settle_comment
from letters.services.drafting import (
    ActionAsked,
    edit_letter,
    set_grounds,
    set_required_actions,
    submit_letter,
)
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from tests.letters.makers import ACTIONS, make_given, make_submitted


def test_what_changed_is_spelt_out_for_writer_and_reviewer(county, client):
    letter = make_submitted(county)
    assert changes_of(letter) is None, "nothing came before"
    check_law(letter, agreed=False, remarks="Shorter.", by=county.legal_adviser)
    writer = {"by": county.senior_adviser}
    records = [ground.record for ground in letter.grounds.all()]
    set_grounds(letter, records=records[:-1], **writer)
    edit_letter(
        letter, subject=letter.subject, body="We met in July.", paragraphs={1: "Results fell."}, **writer
    )
    later = ActionAsked(ACTIONS[2].what, ACTIONS[2].measure, date(2027, 1, 20))
    set_required_actions(letter, actions=[*ACTIONS[:2], later], **writer)
    expected = ["Further words", "Paragraph 1, ", "Action 3", "Paragraph 7, A visit was refused"]
    for _ in range(2):
        labels = [each.label for each in changes_of(letter).changes]
        assert all(label.startswith(begins) for label, begins in zip(labels, expected, strict=True))
        if letter.status == Letter.Status.DRAFT:
            submit_letter(letter, **writer)
    client.force_login(county.legal_adviser)
    page = client.get(letter.get_absolute_url()).content.decode()
    assert "<ins>" in page
    assert "We met in July." in page


def test_a_comment_reaches_the_drafter_and_makes_nobody_a_writer(county):
    letter = make_submitted(county)
    comment = comment_on(letter, text="Name the measure.", by=county.director)
    with pytest.raises(AlreadyDone):
        comment_on(letter, text="Name the measure.", by=county.director)
    assert (
        Dispatch.objects.get(key__contains=":comment:")
        .payload["to"]
        .endswith(f"<{county.senior_adviser.email}>")
    )
    settle_comment(comment, by=county.senior_adviser)
    with pytest.raises(AlreadyDone, match="saw to this already"):
        settle_comment(comment, by=county.head_of_improvement)
    tell_diocese(letter, how="By telephone", by=county.senior_adviser)
    check_law(letter, agreed=True, by=county.legal_adviser)
    authorise_letter(letter, by=county.director)


def test_nobody_outside_comments_and_no_letter_that_was_given_is_commented_on(county):
    letter = make_given(county)
    with pytest.raises(PermissionDenied):
        comment_on(letter, text="x", by=county.chair)
    with pytest.raises(RuleError, match="not being written any more"):
        comment_on(letter, text="x", by=county.director)
