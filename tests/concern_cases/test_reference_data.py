from concern_cases.models import Cadence
from concern_cases.reference import CADENCES
from record.reference import load_reference


def test_every_cadence_says_which_terms_it_counts(db):
    rows = [(row.code, row.every, row.unit, row.for_risk) for row in Cadence.objects.all()]
    assert rows == [
        ("monthly", 1, "months", ""),
        ("every-3-months", 3, "months", "high"),
        ("twice-a-term", 1, "half_terms", ""),
        ("termly", 1, "long_terms", "medium"),
        ("every-two-terms", 2, "long_terms", "low"),
    ]


def test_a_renamed_cadence_keeps_its_new_name_when_the_data_are_loaded_again(db):
    row = Cadence.objects.get(code="monthly")
    row.name = "Every four weeks or so"
    row.save()
    assert load_reference(Cadence, "code", CADENCES) == 0
    row.refresh_from_db()
    assert row.name == "Every four weeks or so"
