"""One effect for one form, however often it is sent."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from concern_cases.models import Submission
from people.models import User
from record.errors import AlreadyDone


class SentTwice(AlreadyDone):
    """The form had its effect before; ``led_to`` is the page that it led to then."""

    def __init__(self, led_to: str) -> None:
        super().__init__("This was sent before. It was recorded once.")
        self.led_to = led_to


@contextmanager
def once(key: str, *, by: User) -> Iterator[Submission]:
    """What is done inside is done once for this key of this person, in one transaction with the key's use.

    Every form is drawn with a key of its own. A second sending waits for the first (on the unique key)
    and is then refused (SentTwice). A form that was refused, or a server that was stopped, leaves the key
    unused, so that the corrected form can be sent under it.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                submission = Submission.objects.create(user=by, key=key)
        except IntegrityError:
            earlier = Submission.objects.get(user=by, key=key)
            raise SentTwice(earlier.led_to) from None
        yield submission
