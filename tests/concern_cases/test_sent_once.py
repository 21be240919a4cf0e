import pytest

from concern_cases.models import Submission
from concern_cases.services.once import SentTwice, once


def test_a_key_is_used_up_by_what_was_done_under_it(cast):
    with once("k", by=cast.sip) as submission:
        submission.led_to = "/cases/"
        submission.save()
    with pytest.raises(SentTwice) as twice, once("k", by=cast.sip):
        pytest.fail("it was done a second time")
    assert twice.value.led_to == "/cases/"


def test_keys_are_each_persons_own(cast):
    for person in (cast.sip, cast.head):
        with once("k", by=person):
            pass
    assert Submission.objects.count() == 2


def test_what_failed_leaves_the_key_unused(cast):
    with pytest.raises(ZeroDivisionError), once("k", by=cast.sip):
        raise ZeroDivisionError
    with once("k", by=cast.sip):
        pass
    assert Submission.objects.count() == 1
