"""The chain of events proves that nothing was altered, removed or slipped in."""

import json
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concern_cases.models import CaseEvent
from people.models import AccessEvent
from record import clock
from record.audit import BrokenChain, heads_now, verify
from record.models import ChainedRow, ChainHead
from record.triggers import lifted_triggers

ONE, TWO = "school 900001", "school 900002"
HEAD_ONE = f"{CaseEvent._meta.db_table}:{ONE}"


def append(chain: str = ONE, **facts) -> CaseEvent:
    return CaseEvent.append(chain=chain, **{"kind": "test.happened", "circle": "la"} | facts)


@pytest.fixture
def chains(db) -> None:
    """Four events at one school, two at another, one about access."""
    for number in range(4):
        append(body={"number": number})
    append(TWO)
    append(TWO)
    AccessEvent.append(chain="la 999", kind="test.granted")


@contextmanager
def forging():
    with lifted_triggers():
        yield CaseEvent.objects.filter(chain=ONE)


def alter_body(rows) -> None:
    rows.filter(position=2).update(body={"number": 99})


def alter_moment(rows) -> None:
    rows.filter(position=2).update(at=datetime(2010, 1, 1, tzinfo=UTC))


def alter_column(rows) -> None:
    rows.filter(position=2).update(actor_name="Somebody Else")


def remove_one(rows) -> None:
    rows.filter(position=2).delete()


def remove_first(rows) -> None:
    rows.filter(position=1).delete()


def remove_tail(rows) -> None:
    rows.filter(position__gte=3).delete()


def remove_all(rows) -> None:
    rows.delete()


def swap(rows) -> None:
    second, third = rows.get(position=2), rows.get(position=3)
    rows.filter(pk=second.pk).update(position=99)
    rows.filter(pk=third.pk).update(position=2)
    rows.filter(pk=second.pk).update(position=3)


def slip_in(rows) -> None:
    last = rows.get(position=4)
    forged = CaseEvent(
        chain=ONE, position=5, at=clock.now(), kind="test.forged", circle="la", previous_hash=last.hash
    )
    forged.hash = forged.computed_hash()
    forged.save()


def reseal(rows) -> None:
    """Only the last row is altered, with a hash that fits."""
    row = rows.get(position=4)
    row.body = {"number": 99}
    rows.filter(pk=row.pk).update(body=row.body, hash=row.computed_hash())


def cut_and_turn_back_head(rows) -> None:
    rows.filter(position__gte=3).delete()
    ChainHead.objects.filter(chain=HEAD_ONE).update(position=2, hash=rows.get(position=2).hash)


def rewrite_all(rows) -> None:
    previous = ""
    for row in rows.order_by("position"):
        row.body, row.previous_hash = {"number": "forged"}, previous
        row.hash = previous = row.computed_hash()
        row.save()
    ChainHead.objects.filter(chain=HEAD_ONE).update(hash=previous)


def remove_all_with_head(rows) -> None:
    rows.delete()
    ChainHead.objects.filter(chain=HEAD_ONE).delete()


@pytest.mark.usefixtures("chains")
def test_an_honest_record_is_whole():
    found = verify()

    assert (found.rows, found.chains) == (7, 3)
    assert found.heads == heads_now()
    assert found.heads[HEAD_ONE].position == 4


@pytest.mark.usefixtures("chains")
@pytest.mark.parametrize(
    ("forge", "told"),
    [
        (alter_body, "place 2: the row (id"),
        (alter_moment, "place 2: the row (id"),
        (alter_column, "does not say what it said"),
        (remove_one, "place 2: the row is missing (the next one is at place 3)"),
        (remove_first, "place 1: the row is missing"),
        (remove_tail, "place 3: the row is missing, and so is all up to place 4"),
        (remove_all, "place 1: the whole chain is missing, up to place 4"),
        (swap, "place 2: the row (id"),
        (slip_in, "place 5: the row stands beyond the head"),
        (reseal, "place 4: the row is not the one that its head names"),
    ],
)
def test_every_forgery_is_found_where_it_is(forge: Callable, told: str):
    with forging() as rows:
        forge(rows)

    with pytest.raises(BrokenChain) as broken:
        verify()
    assert str(broken.value).startswith(HEAD_ONE)
    assert told in str(broken.value)


@pytest.mark.usefixtures("chains")
@pytest.mark.parametrize(
    ("forge", "told"),
    [
        (
            cut_and_turn_back_head,
            "place 3: the row is missing, and so is all up to place 4, which the anchor",
        ),
        (rewrite_all, "place 4: the row is not the one that the anchor names"),
        (remove_all_with_head, "the whole chain is missing, up to place 4 of the anchor"),
    ],
)
def test_a_skilful_forgery_shows_against_an_anchor_alone(forge: Callable, told: str):
    anchored = heads_now()
    with forging() as rows:
        forge(rows)

    verify()
    with pytest.raises(BrokenChain) as broken:
        verify(anchored=anchored)
    assert told in str(broken.value)


@pytest.mark.usefixtures("chains")
def test_an_anchor_stays_true_when_the_chain_goes_on():
    anchored = heads_now()
    append()

    assert verify(anchored=anchored).rows == 8


@pytest.mark.usefixtures("chains")
def test_rows_written_during_the_walk_do_no_harm(monkeypatch):
    before = heads_now()
    append()
    append("school 900003")
    monkeypatch.setattr("record.audit.heads_now", lambda: dict(before))

    assert verify().rows == 9


@pytest.mark.usefixtures("chains")
def test_the_memory_that_is_needed_does_not_grow_with_the_rows(django_assert_num_queries):
    with django_assert_num_queries(1 + 2):
        verify()


def verify_audit(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_audit", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("chains")
def test_the_command_counts_what_it_proved(tmp_path):
    anchor = tmp_path / "anchor.json"

    assert "Whole: 7 rows in 3 chains." in verify_audit("--anchor", str(anchor))
    assert json.loads(anchor.read_text())["heads"][HEAD_ONE]["position"] == 4
    assert "All 3 anchored ends are still in their chains." in verify_audit("--against", str(anchor))


@pytest.mark.usefixtures("chains")
def test_the_command_fails_with_the_first_broken_row(tmp_path):
    anchor = tmp_path / "anchor.json"
    verify_audit("--anchor", str(anchor))
    with forging() as rows:
        cut_and_turn_back_head(rows)

    assert "Whole" in verify_audit()
    with pytest.raises(CommandError, match=f"BROKEN after 2 rows in 0 chains: {HEAD_ONE}, place 3") as failed:
        verify_audit("--against", str(anchor))
    assert failed.value.returncode == 1


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, "{}", "nonsense", '{"heads": {"a": 1}}'])
def test_a_file_that_is_no_anchor_is_refused(tmp_path, content):
    anchor = tmp_path / "anchor.json"
    if content is not None:
        anchor.write_text(content)

    with pytest.raises(CommandError, match="no file that --anchor wrote"):
        verify_audit("--against", str(anchor))


def test_nothing_written_is_whole_too(db):
    assert "Whole: 0 rows in 0 chains." in verify_audit()


def test_what_a_body_holds_hashes_as_it_reads_back(db):
    append(
        body={"on": date(2026, 11, 23), "at": clock.now(), "cost": Decimal("1.50"), "pair": (1, 2), 3: None}
    )

    assert verify().rows == 1


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abcé ", max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(body=st.dictionaries(st.text("abcé ", max_size=5), json_values, max_size=4))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_body_hashes_as_it_reads_back(db, body):
    row = append(body=body)

    again = CaseEvent.objects.get(pk=row.pk)
    assert again.computed_hash() == row.hash


def test_a_place_in_a_chain_holds_one_row(db):
    append()
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseEvent.objects.create(chain=ONE, position=1, at=clock.now(), circle="la", hash="x")


def test_what_a_rolled_back_change_wrote_leaves_no_gap(db):
    append()
    with transaction.atomic():
        append()
        transaction.set_rollback(True)
    assert append().position == 2
    assert verify().rows == 2


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_never_get_the_same_place():
    def write() -> None:
        try:
            for _ in range(10):
                append()
        finally:
            connection.close()

    writers = [Thread(target=write) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    found = verify()
    assert found.rows == 60
    assert found.heads[HEAD_ONE].position == 60


def test_every_log_of_the_house_is_walked():
    assert {CaseEvent, AccessEvent} <= set(ChainedRow.__subclasses__())
