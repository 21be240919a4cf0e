"""Who read what is on record."""

import pytest
from django.contrib.auth.models import AnonymousUser

from record.models import ReadLog
from record.reading import log_read
from tests.factories import make_user


@pytest.mark.django_db
def test_a_reading_names_the_reader_and_the_school():
    user = make_user("Susan Hallett")

    log_read(user, "Letter L-2026-0001", urn="900001")

    row = ReadLog.objects.get()
    assert (row.user_id, row.user_name, row.urn, row.refused) == (user.pk, "Susan Hallett", "900001", False)
    assert str(row) == "Susan Hallett read Letter L-2026-0001"


@pytest.mark.django_db
@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_a_refused_attempt_of_nobody_is_kept_too(nobody):
    log_read(nobody, "x" * 400, refused=True)

    row = ReadLog.objects.get()
    assert (row.user_id, row.user_name, row.refused) == (None, "", True)
    assert len(row.what) == 300
