from concern_cases.audiences import audiences_of, offer_to, readers_of
from schools.permissions import Circle
from tests.factories import make_school, make_share, make_user


def test_each_circle_says_how_many_would_read_it_and_who_more(cast):
    hints = offer_to(cast.senior_adviser, cast.school).hints
    assert hints[Circle.LA] == "6 people"
    assert hints[Circle.DIOCESE] == "8 people: also the Diocese of Corvesham and those who support the school"
    words = "12 people: also the school’s leaders, its governors and those who support the school"
    assert hints[Circle.SCHOOL] == words


def test_the_numbers_are_those_who_then_read_it(cast):
    readers = readers_of(cast.school)
    audiences = audiences_of(cast.school, readers)
    assert audiences[Circle.SCHOOL].count == len(readers)
    assert {cast.deactivated.pk, cast.left_yesterday.pk, cast.administrator.pk}.isdisjoint(readers)


def test_where_no_diocese_reads_it_is_said_why(cast):
    hints = offer_to(cast.senior_adviser, cast.other_school).hints
    assert hints[Circle.DIOCESE].endswith("the school is not shared with the Diocese of Saltmarsh")
    hints = offer_to(cast.senior_adviser, make_school()).hints
    assert hints[Circle.DIOCESE].endswith("the school is in no diocese")
    assert hints[Circle.SCHOOL].endswith("nobody at the school signs in yet")


def test_a_person_with_whom_the_school_is_shared_is_told_by_name(cast):
    guest = make_user("Peter Strand")
    make_share(cast.school, user=guest, agreed_by=cast.director, circle=Circle.SCHOOL)
    assert "Peter Strand" in offer_to(cast.senior_adviser, cast.school).hints[Circle.SCHOOL]


def test_nobody_is_offered_a_circle_that_they_do_not_read(cast):
    def offered(person):
        return [circle for circle, _ in offer_to(person, cast.school).choices]

    assert offered(cast.senior_adviser) == ["la", "la_and_diocese", "school", "named"]
    assert offered(cast.diocesan_officer) == ["la_and_diocese", "school"]
    assert offered(cast.head) == ["school"]


def test_people_are_offered_with_what_they_are_to_the_school(cast):
    people = offer_to(cast.senior_adviser, cast.school).people
    assert people[cast.chair.pk] == "Susan Hallett, Chair of governors"
    assert people[cast.diocesan_officer.pk] == "Catherine Blyth, Diocesan officer"
    assert cast.other_chair.pk not in people


def test_who_writes_need_not_name_themselves(cast):
    offer = offer_to(cast.senior_adviser, cast.school)
    assert set(offer.people) - set(offer.others) == {cast.senior_adviser.pk}


def test_it_takes_the_same_few_questions_however_many_people_there_are(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        offer_to(cast.senior_adviser, cast.school)
    for number in range(5):
        make_share(cast.school, user=make_user(f"Guest {number}"), agreed_by=cast.director)
    with django_assert_max_num_queries(len(few)):
        offer_to(cast.senior_adviser, cast.school)
