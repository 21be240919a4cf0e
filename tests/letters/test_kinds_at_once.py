"""Two people at the same moment: one change of a kind is proposed, one decision counts, the other is told."""

import pytest

from letters.models import CentralBody, KindChange, LetterKind
from letters.services.central_bodies import change_body
from letters.services.kind_changes import agree_change, refuse_change
from record.errors import AlreadyDone, RuleError
from tests.letters.kind_makers import NEW_YEAR, propose
from tests.letters.test_several_at_once import kinds, that_day
from tests.workflows.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_propose_at_once_propose_one_change(county):
    def proposing(person, days):
        return that_day(lambda: propose(county, by=person, says={"clock_days": days}))

    results = race(proposing(county.director, 25), proposing(county.head_of_improvement, 30))
    waiting = KindChange.objects.count()
    assert kinds(results) == ["AlreadyDone", "KindChange"]
    assert waiting == 1


def test_of_two_decisions_at_once_one_counts(county):
    waiting = propose(county)

    def agree():
        return agree_change(waiting, by=county.director)

    def refuse():
        return refuse_change(waiting, why="No.", by=county.legal_adviser)

    results = race(that_day(agree), that_day(refuse))
    state = KindChange.objects.get().state
    versions = LetterKind.objects.filter(series="warning_letter").count()
    (decided,) = [result for result in results if isinstance(result, KindChange)]
    assert kinds(results) == ["AlreadyDone", "KindChange"]
    assert (state, versions) == (decided.state, 2 if decided.state == "agreed" else 1)


def test_two_who_write_another_address_at_once_write_one(county):
    seen = CentralBody.history.filter(received_as="ofsted").latest().history_id

    def writing(person, street):
        facts = {"name": "Ofsted", "address": f"{street}\nLONDON\nN1 1AA", "email": ""}
        how = {"facts": facts, "valid_from": NEW_YEAR, "why": "It moves.", "seen": seen}
        return that_day(lambda: change_body("ofsted", **how, by=person))

    results = race(writing(county.director, "1 A Street"), writing(county.head_of_improvement, "2 B Street"))
    rows = CentralBody.objects.filter(received_as="ofsted").count()
    (refused,) = [result for result in results if isinstance(result, RuleError)]
    assert not isinstance(refused, AlreadyDone)
    assert "while you were writing" in str(refused)
    assert rows == 2
