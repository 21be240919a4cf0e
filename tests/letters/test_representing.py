"""The regime of 2010: the governing body may turn to the Chief Inspector, who confirms the notice or not."""

from datetime import date

import pytest
from viewflow.workflow.status import PROCESS

from letters.intervention import intervention_of
from letters.models import Letter, LetterKind, PaperNotice
from letters.services.representing import record_hmci_decision
from letters.services.timing import recount
from letters.services.verifying import Verdict, verify
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from tests.letters.makers import make_given
from tests.letters.test_ending import given_notice
from tests.letters.test_letter_flow import at, open_now, take
from tests.letters.test_notices import LAW, LawStated
from workflows import engine
from workflows.cards import task_url
from workflows.services.letters import extend_letter
from workflows.timers import fire_due_timers


@pytest.fixture
def notice(county):
    """Given on 23 November 2026, with its fixed period of 15 working days."""
    law = LawStated(LAW.grounds, LAW.powers, None, LAW.appointed_by)
    return given_notice(county, LetterKind.objects.get(code="s60_notice_2010"), law)


def over(notice):
    assert notice.running_clock.ends_on == date(2026, 12, 14)
    fire_due_timers()
    assert open_now(notice) == ["hmci_decision"]


def test_a_confirmed_notice_has_a_fresh_period_and_everybody_is_told(county, notice):
    with at(2026, 12, 15, 9):
        over(notice)
        facts = {"decision": "confirmed", "on": date(2026, 12, 11)}
        take(notice, "hmci_decision", county.senior_adviser, **facts)
        assert open_now(notice) == ["await_response"]
    running = notice.running_clock
    assert (running.given_on, running.days, running.ends_on) == (date(2026, 12, 11), 15, date(2027, 1, 6))
    assert Dispatch.objects.filter(key__startswith=f"letter:{notice.pk}:extended:{running.pk}:").exists()
    assert PaperNotice.objects.filter(clock=running, recipient__received_as="ofsted").exists()
    with at(2027, 1, 7, 9):
        fire_due_timers()
        assert open_now(notice) == ["assess_response"], "it is asked once"


def test_a_notice_that_is_not_confirmed_falls(county, notice):
    with at(2026, 12, 15, 9):
        over(notice)
        facts = {"decision": "not_confirmed", "on": date(2026, 12, 11)}
        take(notice, "hmci_decision", county.senior_adviser, **facts)
    assert (notice.status, notice.no_longer_stands) == (Letter.Status.NOT_CONFIRMED, True)
    assert engine.process_about(notice).status == PROCESS.DONE
    found = verify(reference=notice.reference, sha256=notice.document.sha256)
    assert found == Verdict.NO_LONGER_STANDS


def test_without_representations_the_answer_is_assessed(county, notice):
    with at(2026, 12, 15, 9):
        over(notice)
        take(notice, "hmci_decision", county.senior_adviser, decision="none_made")
        assert open_now(notice) == ["assess_response"]


def test_a_decision_needs_its_day_and_is_recorded_once(county, notice):
    with pytest.raises(RuleError, match="the day of the decision") as refused:
        record_hmci_decision(notice, decision="confirmed", by=county.senior_adviser)
    assert refused.value.field == "on"
    record_hmci_decision(notice, decision="none_made", by=county.senior_adviser)
    with pytest.raises(AlreadyDone):
        record_hmci_decision(notice, decision="none_made", by=county.senior_adviser)


def test_no_other_letter_has_such_a_right(county):
    letter = make_given(county)
    with pytest.raises(RuleError, match="nobody can turn to the Chief Inspector"):
        record_hmci_decision(letter, decision="none_made", by=county.senior_adviser)


def test_the_step_asks_what_was_decided(county, notice, client):
    with at(2026, 12, 15, 9):
        over(notice)
        client.force_login(county.senior_adviser)
        url = task_url(engine.open_card(notice, "hmci_decision").task)
        page = client.get(url).content.decode()
        assert "make representations to the Chief Inspector" in page
        page = client.post(url, {"decision": "confirmed"}).content.decode()
    assert "Give the day of the decision" in page


def test_after_confirmation_the_two_months_are_counted_from_the_fresh_period(county, notice):
    with at(2026, 12, 15, 9):
        over(notice)
        facts = {"decision": "confirmed", "on": date(2026, 12, 11)}
        take(notice, "hmci_decision", county.senior_adviser, **facts)
    with at(2027, 1, 7, 9):
        fire_due_timers()
        take(notice, "assess_response", county.senior_adviser, complied=False, why="Nothing was done.")
        assert "6\xa0March\xa02027" in intervention_of(notice).window


def test_a_fresh_period_is_counted_again_from_its_own_day(county, notice):
    """By the rule of section 60 term dates count for nothing: today's calendar makes the same day of it."""
    with at(2026, 12, 15, 9):
        over(notice)
        facts = {"decision": "confirmed", "on": date(2026, 12, 11)}
        take(notice, "hmci_decision", county.senior_adviser, **facts)
        assert notice.running_clock.ends_on == date(2027, 1, 6)
        assert recount(notice) == ""
        until = date(2027, 1, 8)
        extend_letter(notice, ends_on=until, why="The clerk is ill.", by=county.senior_adviser)
        assert recount(notice) == "", "more time is counted from the same day"
