from evaluation.models import Area, CategoryKind


def test_the_sixteen_areas_stand_in_the_order_of_the_dashboard(db):
    names = list(Area.objects.values_list("name", flat=True))
    assert len(names) == 16
    assert names[0] == "Foundation Stage outcomes"
    assert names[7] == "Governance"
    assert names[-1] == "Special educational needs"


def test_only_the_first_of_the_five_categories_is_inadequate(db):
    rows = list(CategoryKind.objects.values_list("code", "is_inadequate"))
    assert rows == [
        ("inadequate", True),
        ("satisfactory-satisfactory", False),
        ("satisfactory-good", False),
        ("good", False),
        ("outstanding", False),
    ]
