"""A school is found by what somebody remembers of it."""

import pytest

from schools.finding import ACCENTED, DROPPED, SPACED, plain
from schools.models import School
from tests.factories import make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def wystan():
    make_school(urn="900009", name="Otterby Primary School", laestab="9992009", postcode="WY9 9ZZ")
    return make_school(
        urn="900214",
        name="Fernhallow St Wystan’s Church of England (VC) Primary School",
        laestab="9993047",
        postcode="WY1 2AB",
    )


@pytest.mark.parametrize(
    "words",
    [
        "St Wystans",
        "st. wystan's",
        "ST WYSTAN’S",
        "Saint Wystan",
        "wystan fernhallow",
        "hallow",
        "Wystans CofE Primary",
        "vc primary",
        "900214",
        "9002",
        "999/3047",
        "999 3047",
        "9993047",
        "WY1 2AB",
        "wy12ab",
        "wy1",
    ],
)
def test_these_words_find_the_school_and_no_other(wystan, words):
    assert list(School.objects.matching(words)) == [wystan]


@pytest.mark.parametrize(
    "words", ["", "  ", "’", "Otterby St Wystan", "900215", "9993048", "WY2", "hristi", "%", "_"]
)
def test_these_words_do_not_find_it(wystan, words):
    assert wystan not in School.objects.matching(words)


@pytest.mark.parametrize("name", ["St Thérèse School", "St Th\ufffdr\ufffdse School", "St Therese School"])
def test_accents_and_lost_characters_do_not_matter(name):
    school = make_school(name=name)

    assert (school in School.objects.matching("thérèse")) is ("\ufffd" not in name)
    assert school in School.objects.matching("st school")


def test_the_database_and_python_read_a_name_alike():
    name = f"A{DROPPED}b{SPACED}c {ACCENTED} D"
    make_school(name=name)

    for word in plain(name).split():
        assert School.objects.matching(word).exists(), word


def test_a_website_is_a_link_only_when_it_plainly_is_one():
    def shown(website):
        return School(website=website).website_address

    assert shown("www.fernhallow.example") == "http://www.fernhallow.example"
    assert shown("https://fernhallow.example/a?b=c") == "https://fernhallow.example/a?b=c"
    assert shown("javascript:alert(1)") == shown("none yet") == shown("") == ""


def test_numbers_and_ages_are_told_as_people_write_them(wystan):
    wystan.low_age, wystan.high_age = 4, 11

    assert (wystan.number, wystan.ages) == ("999/3047", "4 to 11")
    assert School().number == School().ages == ""
