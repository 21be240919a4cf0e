from django.core.management import call_command

from letters.models import LetterKind


def test_there_are_two_kinds_with_their_clocks(db):
    found = {kind.code: kind for kind in LetterKind.objects.in_use()}
    assert set(found) == {"letter_of_concern", "warning_letter"}
    assert (found["warning_letter"].clock_rule.name, found["warning_letter"].clock_days) == ("inspection", 20)
    assert found["warning_letter"].needs_legal_check
    assert not found["letter_of_concern"].needs_legal_check


def test_only_a_letter_of_concern_can_go_to_an_academy(db):
    assert [kind.code for kind in LetterKind.objects.filter(for_academies=True)] == ["letter_of_concern"]


def test_what_people_changed_stays_after_the_next_migrate(db):
    kind = LetterKind.objects.get(code="warning_letter")
    kind.clock_days = 25
    kind.save()
    call_command("migrate", verbosity=0)
    assert LetterKind.objects.get(code="warning_letter").clock_days == 25
    assert LetterKind.objects.count() == 2
