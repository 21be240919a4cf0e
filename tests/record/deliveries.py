"""What the outbox's own tests deliver with."""

from collections.abc import Callable
from typing import Any

from record.models import Dispatch
from record.outbox import hand_over

TOPICS = {
    "job": {"deliver": "tests.record.deliveries.job", "repeatable": True},
    "post": {"deliver": "tests.record.deliveries.post", "repeatable": False},
    "careless": {"deliver": "tests.record.deliveries.job", "repeatable": False},
}
Act = Callable[[Dispatch], None]


class Doings:
    """What was delivered, and what happens at the delivery or after the hand-over."""

    def __init__(self) -> None:
        self.delivered: list[str] = []
        self.at_delivery: Act = lambda dispatch: None
        self.after_hand_over: Act = lambda dispatch: None


doings = Doings()


def job(payload: dict[str, Any], dispatch: Dispatch) -> None:
    doings.at_delivery(dispatch)
    doings.delivered.append(dispatch.key)


def post(payload: dict[str, Any], dispatch: Dispatch) -> None:
    doings.at_delivery(dispatch)
    hand_over(dispatch)
    doings.after_hand_over(dispatch)
    doings.delivered.append(dispatch.key)
