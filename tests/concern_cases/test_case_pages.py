import csv
from io import StringIO

import pytest
from django.urls import reverse

from concern_cases.models import CaseEvent
from concern_cases.services.cases import close_case
from concern_cases.services.concerns import add_concern
from concern_cases.services.responses import record_disagreement, record_non_engagement
from record.models import ReadLog
from tests.concern_cases.makers import concern_facts, days, make_action, make_case, make_evidence, sent_file

NASTY = "<script>alert('x')</script> & \"quoted\""
PAGES = ("concerns", "actions", "timeline")


def url(name, case, *more):
    return reverse(f"cases:{name}", args=[case.reference, *more])


def fill(case, cast, *, rounds):
    for number in range(rounds):
        concern = add_concern(case, facts=concern_facts(text=f"Concern {number}"), by=cast.senior_adviser)
        make_evidence(case, concern=concern, files=[sent_file(f"{number}.pdf"), sent_file(f"{number}b.pdf")])
        make_evidence(case, circle="named", named=[cast.chair])
        make_action(case, circle="named", named=[cast.chair])
        record_disagreement(case, judgement="J", on=days(-1), said_by="S", said="T", source="U", by=cast.sip)
        record_non_engagement(case, kind="no_answer", on=days(-1), fact="F", source="S", by=cast.sip)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_the_same_number_of_questions_whatever_the_case_holds(
    cast, case, as_, name, django_assert_max_num_queries
):
    fill(case, cast, rounds=1)
    browser = as_(cast.senior_adviser)
    browser.get(url(name, case))
    with django_assert_max_num_queries(40) as few:
        browser.get(url(name, case))
    fill(case, cast, rounds=6)
    with django_assert_max_num_queries(len(few)):
        browser.get(url(name, case))


@pytest.mark.parametrize("name", [*PAGES, "timeline-csv"])
def test_every_reading_is_logged(cast, case, as_, name):
    as_(cast.head).get(url(name, case))
    row = ReadLog.objects.get()
    assert (row.user_id, row.urn, row.refused) == (cast.head.pk, cast.school.urn, False)
    assert case.reference in row.what


def test_a_refused_attempt_is_logged(cast, case, as_):
    as_(cast.other_chair).get(url("concerns", case))
    assert ReadLog.objects.get().refused


@pytest.mark.parametrize("name", PAGES)
def test_what_people_type_is_never_markup(cast, as_, name):
    case = make_case(
        cast,
        why=NASTY,
        risk_reason=NASTY,
        concerns=[concern_facts(text=NASTY, source=NASTY, discussed_with=NASTY)],
    )
    make_evidence(case, text=NASTY, source=NASTY, files=[sent_file("<b>x</b>.pdf")])
    make_action(case, what=NASTY, measure=NASTY, owner_name=NASTY, origin=NASTY)
    record_disagreement(
        case, judgement=NASTY, on=days(-1), said_by=NASTY, said=NASTY, source=NASTY, by=cast.sip
    )
    page = as_(cast.senior_adviser).get(url(name, case)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(" in page


def test_the_timeline_is_paged_with_the_latest_first_and_filtered_by_subject(cast, case, as_):
    fill(case, cast, rounds=6)
    browser = as_(cast.senior_adviser)
    first = browser.get(url("timeline", case)).context
    assert len(first["entries"]) == 25
    assert first["entries"][0].title.startswith("Not engaging")
    assert ("evidence", "Evidence") in first["subjects"]
    chosen = browser.get(url("timeline", case) + "?about=actions").context
    assert {entry.subject for entry in chosen["entries"]} == {"actions"}
    assert browser.get(url("timeline", case) + "?about=nothing&page=x").context["chosen"] == ""


def test_the_timeline_offers_no_subject_of_which_the_reader_sees_nothing(cast, case, as_):
    make_action(case, circle="la")
    for person, offered in ((cast.sip, True), (cast.head, False)):
        subjects = as_(person).get(url("timeline", case)).context["subjects"]
        assert (("actions", "Actions") in subjects) == offered


def test_the_exported_timeline_is_whole_and_holds_no_formula(cast, case, as_):
    make_evidence(case, source="=HYPERLINK(1)")
    make_action(case, what='=1+1, "x"', owner_name="-2")
    response = as_(cast.senior_adviser).get(url("timeline-csv", case))
    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["When", "What", "By", "More", "Who may read it"]
    assert len(rows) == 1 + CaseEvent.objects.count()
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert response["Content-Disposition"] == f'attachment; filename="{case.reference}-timeline.csv"'


def test_a_file_is_sent_to_be_kept_and_its_reading_is_logged(cast, case, as_):
    row = make_evidence(case, files=[sent_file("Café – plan.pdf")]).files.get()
    response = as_(cast.head).get(url("file", case, row.pk))
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Caf%C3%A9")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert response["Cache-Control"] == "no-store"
    assert "Café – plan.pdf (version 1)" in ReadLog.objects.get().what


def test_the_read_log_keeps_the_name_of_a_file_that_is_for_named_people(cast, case, as_):
    files = [sent_file("Allegation.pdf")]
    row = make_evidence(case, circle="named", named=[cast.chair], files=files).files.get()
    response = as_(cast.chair).get(url("file", case, row.pk))
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    readings = as_(cast.director).get(reverse("people:readings", args=[cast.school.urn])).content.decode()
    assert f"file {row.pk}, for named people only (version 1)" in readings
    assert "Allegation" not in readings


def test_a_file_with_a_virus_goes_to_nobody(cast, case, as_):
    row = make_evidence(case, files=[sent_file()]).files.get()
    row.scan_state = "infected"
    row.save()
    browser = as_(cast.senior_adviser)
    assert browser.get(url("file", case, row.pk)).status_code == 404
    assert "a virus was found" in browser.get(url("concerns", case)).content.decode()


def test_a_file_of_another_case_is_not_found_under_this_one(cast, case, as_):
    other = make_case(cast, school=cast.other_school)
    row = make_evidence(other, files=[sent_file()]).files.get()
    assert as_(cast.senior_adviser).get(url("file", case, row.pk)).status_code == 404


def test_the_head_of_the_page_offers_what_the_reader_may_do(cast, case, as_):
    def offered(person):
        head = as_(person).get(url("timeline", case)).context["head"]
        return [item["label"] for item in [*head.add, *head.change]]

    assert "Close the case" in offered(cast.senior_adviser)
    assert offered(cast.governor) == []
    assert offered(cast.head) == ["Evidence"]
    assert offered(cast.sip) == [
        "Evidence",
        "Visit by inspectors",
        "Disagreement of the school",
        "Non-engagement",
        "Judgement of risk",
        "Category",
    ]


def test_a_closed_case_is_read_and_only_reopened(cast, case, as_):
    close_case(case, reason="Better.", by=cast.director)
    browser = as_(cast.senior_adviser)
    head = browser.get(url("concerns", case)).context["head"]
    assert (head.add, [item["label"] for item in head.change]) == ([], ["Reopen the case"])


def test_what_a_warning_letter_needs_is_shown_to_those_who_write_letters(cast, case, as_):
    words = "What a warning letter needs"
    assert words in as_(cast.senior_adviser).get(url("concerns", case)).content.decode()
    assert words not in as_(cast.head).get(url("concerns", case)).content.decode()
