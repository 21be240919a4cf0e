"""What one circle reads, nobody outside it meets: not in a page, a file, a log, a count or an export."""

import pytest
from django.urls import reverse

from concern_cases.models import Action, CaseEvent, Concern, Evidence, EvidenceFile
from concern_cases.services.concerns import add_concern
from people.services.grants import derive_grants
from tests.concern_cases.makers import concern_facts, make_action, make_evidence, sent_file

LA = {"senior_adviser", "director", "sip", "clerk"}
BESIDE = {"diocesan_officer", "aht"}
EVERYBODY = LA | BESIDE | {"nle", "head", "chair", "governor"}
SECRET = "The head has not been in school for nine days"


def where_it_could_show(case):
    names = ("concerns", "actions", "timeline", "timeline-csv")
    return [reverse(f"cases:{name}", args=[case.reference]) for name in names]


def shown_to(browser, case):
    return [url for url in where_it_could_show(case) if SECRET in browser.get(url).content.decode()]


def status(browser, url):
    response = browser.get(url)
    if response.streaming:
        list(response.streaming_content)  # reading to the end closes the file
    return response.status_code


def test_a_named_concern_about_the_head_is_read_by_the_chair_named_and_not_by_the_head(cast, case, as_):
    facts = concern_facts(
        text=SECRET, circle="named", named=[cast.chair], not_discussed_why="It is about the head."
    )
    add_concern(case, facts=facts, by=cast.senior_adviser)

    everywhere = [where_it_could_show(case)[place] for place in (0, 2, 3)]
    for person in (cast.chair, cast.senior_adviser):
        assert shown_to(as_(person), case) == everywhere
    for person in (cast.head, cast.governor, cast.diocesan_officer, cast.sip, cast.director):
        assert shown_to(as_(person), case) == [], person


@pytest.mark.parametrize(
    ("circle", "readers"), [("la", LA), ("la_and_diocese", LA | BESIDE), ("school", EVERYBODY)]
)
def test_evidence_is_read_in_its_circle_alone(cast, case, as_, circle, readers):
    evidence = make_evidence(case, text=SECRET, source=SECRET, circle=circle, files=[sent_file()])
    file_url = reverse("cases:file", args=[case.reference, evidence.files.get().pk])
    for name in sorted(EVERYBODY):
        person = getattr(cast, name)
        browser = as_(person)
        expected = [where_it_could_show(case)[place] for place in (0, 2, 3)] if name in readers else []
        assert shown_to(browser, case) == expected, name
        assert status(browser, file_url) == (200 if name in readers else 404), name
        assert Evidence.objects.visible_to(person).count() == (name in readers), name
        assert EvidenceFile.objects.visible_to(person).count() == (name in readers), name
        assert CaseEvent.objects.visible_to(person).filter(kind="evidence.added").count() == (name in readers)


def test_who_does_not_see_the_case_meets_nothing_of_it(cast, case, as_):
    evidence = make_evidence(case, circle="school", files=[sent_file()])
    action = make_action(case)
    urls = [
        *where_it_could_show(case),
        reverse("cases:file", args=[case.reference, evidence.files.get().pk]),
        reverse("cases:complete-action", args=[case.reference, action.pk]),
    ]
    for person in (cast.other_diocesan_officer, cast.other_chair, cast.left_yesterday, cast.administrator):
        browser = as_(person)
        for url in urls:
            assert browser.get(url).status_code == 404, (person, url)
        for model in (Concern, Evidence, Action, CaseEvent, EvidenceFile):
            assert not model.objects.visible_to(person).exists(), (person, model)


def test_counts_of_open_actions_count_what_the_reader_sees(cast, case, as_):
    make_action(case)
    make_action(case, circle="la")
    make_action(case, circle="named", named=[cast.chair])
    for person, count in ((cast.senior_adviser, 3), (cast.sip, 2), (cast.head, 1), (cast.chair, 2)):
        page = as_(person).get(reverse("cases:timeline", args=[case.reference]))
        actions = next(item for item in page.context["head"].pages if item["label"] == "Actions")
        assert actions["count"] == count, person


def test_evidence_of_a_hidden_concern_stands_with_the_rest_and_does_not_name_it(cast, case, as_):
    facts = concern_facts(text=SECRET, area=case.concerns.get().area, circle="la")
    hidden = add_concern(case, facts=facts, by=cast.senior_adviser)
    make_evidence(case, concern=hidden, circle="school", text="Nine of 17 pupils")
    page = as_(cast.head).get(reverse("cases:concerns", args=[case.reference]))
    assert [row.text for row in page.context["other_evidence"]] == ["Nine of 17 pupils"]
    assert SECRET not in page.content.decode()


def test_a_share_that_ended_takes_files_away_at_once(cast, case, as_):
    evidence = make_evidence(case, circle="named", named=[cast.diocesan_officer], files=[sent_file()])
    url = reverse("cases:file", args=[case.reference, evidence.files.get().pk])
    browser = as_(cast.diocesan_officer)
    assert status(browser, url) == 200
    share = cast.school.shares.get()
    share.ended_why, share.until = "Asked for.", share.since
    share.save()

    derive_grants()
    assert browser.get(url).status_code == 404
    assert not EvidenceFile.objects.visible_to(cast.diocesan_officer).exists()
