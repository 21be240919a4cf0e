"""What a change causes is delivered once, or shown as not known."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from record import clock
from record.errors import RuleError
from record.models import Dispatch
from record.outbox import (
    ClaimLost,
    NotAccepted,
    Undeliverable,
    deliver_waiting,
    enqueue,
    hand_over,
    keep_claim,
    retry,
    settle,
)
from tests.factories import make_user
from tests.record.deliveries import TOPICS, Doings, doings

State = Dispatch.State
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def raising(error: BaseException):
    def act(dispatch):
        raise error

    return act


@pytest.fixture(autouse=True)
def outbox(db, settings) -> Doings:
    settings.OUTBOX_TOPICS = TOPICS
    settings.OUTBOX_LEASE_SECONDS = 60
    settings.OUTBOX_MAX_TRIES = 3
    doings.__init__()
    return doings


def put(topic: str = "job", key: str = "k", **facts) -> Dispatch:
    return enqueue(topic, key=key, payload=facts.pop("payload", {}), **facts)


def killed(dispatch: Dispatch) -> None:
    """A worker dies here: nothing that it would have written is written."""
    raise KeyboardInterrupt


def test_what_is_put_in_is_delivered_once(outbox):
    dispatch = put()

    assert deliver_waiting() == 1
    assert deliver_waiting() == 0
    dispatch.refresh_from_db()
    assert outbox.delivered == ["k"]
    assert (dispatch.state, dispatch.tries, dispatch.error) == (State.SENT, 1, "")
    assert dispatch.sent_at is not None
    assert dispatch.claimed_until is None


def test_the_same_key_gives_the_first_one(outbox):
    first = put(payload={"which": 1})
    second = put(payload={"which": 2})

    assert first.pk == second.pk
    assert second.payload == {"which": 1}
    assert deliver_waiting() == 1


def test_what_a_rolled_back_change_put_in_is_never_delivered(outbox):
    with transaction.atomic():
        put()
        transaction.set_rollback(True)

    assert deliver_waiting() == 0


def test_an_unknown_topic_is_refused():
    with pytest.raises(ValueError, match="no outbox topic nonsense"):
        put("nonsense")


def test_dates_may_stand_in_a_payload():
    assert Dispatch.objects.get(pk=put(payload={"on": date(2026, 11, 23)}).pk).payload == {"on": "2026-11-23"}


def test_nothing_leaves_before_its_time(outbox):
    with clock.at(NOW):
        put(not_before=NOW + timedelta(minutes=5))
        assert deliver_waiting() == 0
    with clock.at(NOW + timedelta(minutes=5)):
        assert deliver_waiting() == 1


def test_no_more_than_the_limit_is_delivered(outbox):
    for number in range(3):
        put(key=f"k{number}")

    assert deliver_waiting(limit=2) == 2
    assert outbox.delivered == ["k0", "k1"]


@pytest.mark.parametrize("topic", ["job", "post"])
def test_a_failure_before_the_hand_over_is_tried_again_with_growing_pauses(outbox, topic):
    dispatch = put(topic)
    outbox.at_delivery = raising(ConnectionRefusedError("refused"))
    moment = clock.now()
    for pause in (30, 120):
        with clock.at(moment):
            assert deliver_waiting() == 1
            assert deliver_waiting() == 0
        dispatch.refresh_from_db()
        assert dispatch.state == State.WAITING
        assert dispatch.not_before == moment + timedelta(seconds=pause)
        assert dispatch.error == "ConnectionRefusedError: refused"
        moment = dispatch.not_before
    with clock.at(moment):
        deliver_waiting()
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.tries) == (State.FAILED, 3)
    assert outbox.delivered == []


def test_a_failure_after_the_hand_over_is_not_known(outbox):
    dispatch = put("post")
    outbox.after_hand_over = raising(TimeoutError("no answer"))

    deliver_waiting()

    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.error) == (State.UNKNOWN, "TimeoutError: no answer")
    assert deliver_waiting() == 0


def test_a_certain_refusal_for_now_is_tried_again_even_after_the_hand_over(outbox):
    dispatch = put("post")
    outbox.after_hand_over = raising(NotAccepted("later"))

    deliver_waiting()

    dispatch.refresh_from_db()
    assert dispatch.state == State.WAITING
    assert dispatch.not_before > clock.now()


@pytest.mark.parametrize("error", [Undeliverable("never"), RuleError("The letter was withdrawn.")])
def test_what_can_never_be_delivered_is_not_tried_again(outbox, error):
    dispatch = put("post")
    outbox.at_delivery = raising(error)

    deliver_waiting()

    dispatch.refresh_from_db()
    assert dispatch.state == State.FAILED
    assert str(error) in dispatch.error


def test_a_topic_that_is_gone_fails(outbox, settings):
    dispatch = put()
    settings.OUTBOX_TOPICS = {}

    deliver_waiting()

    dispatch.refresh_from_db()
    assert dispatch.state == State.FAILED


def test_one_failure_does_not_stop_the_next(outbox):
    put(key="a")
    put(key="b")
    outbox.at_delivery = lambda dispatch: 1 / 0 if dispatch.key == "a" else None

    assert deliver_waiting() == 2
    assert outbox.delivered == ["b"]


@pytest.mark.parametrize("topic", ["job", "post"])
def test_a_worker_killed_before_the_hand_over_is_made_up_for(outbox, topic):
    with clock.at(NOW):
        put(topic)
        outbox.at_delivery = killed
        with pytest.raises(KeyboardInterrupt):
            deliver_waiting()
        outbox.at_delivery = lambda dispatch: None
        assert deliver_waiting() == 0, "the dead worker's claim still holds"
    with clock.at(NOW + timedelta(seconds=60)):
        assert deliver_waiting() == 1
    assert outbox.delivered == ["k"]


def test_a_worker_killed_after_the_hand_over_leaves_it_not_known(outbox):
    with clock.at(NOW):
        dispatch = put("post")
        outbox.after_hand_over = killed
        with pytest.raises(KeyboardInterrupt):
            deliver_waiting()
        dispatch.refresh_from_db()
        assert dispatch.state == State.SENDING
    with clock.at(NOW + timedelta(seconds=60)):
        assert deliver_waiting() == 1
        assert deliver_waiting() == 0
    dispatch.refresh_from_db()
    assert dispatch.state == State.UNKNOWN
    assert outbox.delivered == []


def test_an_expired_sending_of_a_repeatable_topic_waits_again(outbox):
    dispatch = put()
    Dispatch.objects.filter(pk=dispatch.pk).update(
        state=State.SENDING, tries=1, claimed_until=clock.now() - timedelta(seconds=1)
    )

    deliver_waiting()

    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.tries) == (State.SENT, 2)


def test_what_kills_the_worker_every_time_is_given_up(outbox):
    dispatch = put()
    outbox.at_delivery = killed
    for minute in range(3):
        with clock.at(clock.now() + timedelta(minutes=minute + 1)), pytest.raises(KeyboardInterrupt):
            deliver_waiting()
    with clock.at(clock.now() + timedelta(minutes=9)):
        deliver_waiting()

    dispatch.refresh_from_db()
    assert dispatch.state == State.FAILED


def test_a_worker_that_was_overtaken_does_not_send(outbox):
    dispatch = put("post")

    def slow(ours):
        outbox.at_delivery = lambda ours: None
        with clock.at(clock.now() + timedelta(seconds=61)):
            deliver_waiting()

    outbox.at_delivery = slow
    deliver_waiting()

    dispatch.refresh_from_db()
    assert outbox.delivered == ["k"]
    assert (dispatch.state, dispatch.tries) == (State.SENT, 2)


def test_a_late_answer_settles_what_was_not_known(outbox):
    dispatch = put("post")

    def slow(ours):
        with clock.at(clock.now() + timedelta(seconds=61)):
            deliver_waiting()
        assert Dispatch.objects.get().state == State.UNKNOWN

    outbox.after_hand_over = slow
    deliver_waiting()

    dispatch.refresh_from_db()
    assert dispatch.state == State.SENT


def test_a_hand_over_without_a_claim_is_refused():
    dispatch = put("post")
    Dispatch.objects.filter(pk=dispatch.pk).update(tries=1)

    with pytest.raises(ClaimLost):
        hand_over(dispatch)


def test_a_delivery_that_forgets_to_hand_over_is_to_be_checked(outbox):
    dispatch = put("careless")

    deliver_waiting()

    dispatch.refresh_from_db()
    assert dispatch.state == State.UNKNOWN


@pytest.mark.parametrize(("debug", "kept"), [(False, {"forget": ["text"], "to": "a"}), (True, None)])
def test_what_is_to_be_forgotten_is_gone_once_delivered(outbox, settings, debug, kept):
    settings.DEBUG = debug
    whole = {"to": "a", "text": "a link", "forget": ["text"]}
    dispatch = put(payload=whole)

    deliver_waiting()

    dispatch.refresh_from_db()
    assert dispatch.payload == (kept or whole)


def not_known() -> Dispatch:
    dispatch = put("post")
    doings.after_hand_over = raising(TimeoutError())
    deliver_waiting()
    doings.after_hand_over = lambda dispatch: None
    return dispatch


def test_a_person_can_say_that_it_was_sent(outbox):
    dispatch, person = not_known(), make_user("Nasreen Aziz")
    assert list(Dispatch.objects.to_check()) == [dispatch]

    settle(dispatch, was_sent=True, by=person)

    dispatch.refresh_from_db()
    assert dispatch.state == State.SENT
    assert dispatch.sent_at is not None
    assert (dispatch.checked_by_id, dispatch.checked_by_name) == (person.pk, "Nasreen Aziz")
    assert not Dispatch.objects.to_check().exists()


def test_a_person_can_say_that_it_was_not_sent_and_have_it_sent_again(outbox):
    dispatch, person = not_known(), make_user()

    settle(dispatch, was_sent=False, by=person)
    assert dispatch.state == State.FAILED
    assert deliver_waiting() == 0
    retry(dispatch, by=person)
    assert deliver_waiting() == 1

    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.tries) == (State.SENT, 1)
    assert outbox.delivered == ["k"]


@pytest.mark.parametrize("act", [retry, lambda dispatch, by: settle(dispatch, was_sent=True, by=by)])
def test_what_is_waiting_or_sent_needs_no_check(outbox, act):
    dispatch = put()
    with pytest.raises(RuleError, match="it is waiting"):
        act(dispatch, by=make_user())
    deliver_waiting()
    with pytest.raises(RuleError, match="it is sent"):
        act(dispatch, by=make_user())


def test_a_moment_of_sending_belongs_to_what_was_sent():
    with pytest.raises(IntegrityError, match="dispatch_sent_at_follows_state"):
        Dispatch.objects.create(topic="job", key="k", sent_at=NOW)


def test_a_check_has_a_moment_and_a_person():
    with pytest.raises(IntegrityError, match="dispatch_checked_at_and_by_go_together"):
        Dispatch.objects.create(topic="job", key="k", checked_at=NOW)


@pytest.mark.django_db(transaction=True)
def test_four_workers_deliver_each_once(outbox):
    for number in range(60):
        put(key=f"k{number}")

    def work():
        try:
            deliver_waiting(limit=100)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(outbox.delivered) == sorted(f"k{number}" for number in range(60))
    assert Dispatch.objects.filter(state=State.SENT, tries=1).count() == 60


def test_a_claim_that_is_kept_outlasts_its_lease_and_one_that_was_taken_over_is_lost(outbox):
    free_meanwhile = []

    def long_work(dispatch):
        with clock.at(NOW + timedelta(seconds=50)):
            keep_claim(dispatch)
        free_meanwhile.append(Dispatch.objects.due(NOW + timedelta(seconds=100)).exists())
        Dispatch.objects.update(tries=2)  # another worker has taken it
        with pytest.raises(ClaimLost):
            keep_claim(dispatch)

    outbox.at_delivery = long_work
    with clock.at(NOW):
        put()
        deliver_waiting()

    assert free_meanwhile == [False]
