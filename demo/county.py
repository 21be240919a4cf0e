"""The register of a county that does not exist, written in the national register's format."""

import csv
from datetime import date
from pathlib import Path
from random import Random

from demo.names import AREAS, DIOCESES, PLACES, SAINTS, STREETS, NameMaker
from demo.officers import OFFICERS

LA_CODE, LA_NAME = "999", "Wyvenshire"
SEED = 20260901
HEADS_TITLES = ("Mrs", "Mrs", "Mrs", "Ms", "Ms", "Miss", "Mr", "Mr", "Mr", "Mr", "Mr", "Dr", "")

# Cohorts as in the source document: 15 % of schools under 10 pupils a year, 52 % under 25.
COHORTS = [(15, 5, 9), (37, 10, 24), (33, 25, 45), (15, 46, 60)]

TYPES = {
    "community": ("01", "Community school", "4", "Local authority maintained schools"),
    "aided": ("02", "Voluntary aided school", "4", "Local authority maintained schools"),
    "controlled": ("03", "Voluntary controlled school", "4", "Local authority maintained schools"),
    "foundation": ("05", "Foundation school", "4", "Local authority maintained schools"),
    "converter": ("34", "Academy converter", "10", "Academies"),
}


def make_county(schools: int) -> list[dict[str, str]]:
    """That many schools, the same each time: two thirds church schools of three dioceses, some academies."""
    random = Random(SEED)
    names = NameMaker(random, taken=set(OFFICERS))
    return [_school(number, random, names) for number in range(1, schools + 1)]


def _school(number: int, random: Random, names: NameMaker) -> dict[str, str]:
    place = PLACES[(number * 37) % len(PLACES)]
    is_secondary = number % 9 == 0
    is_church = number % 3 != 0 and not is_secondary
    diocese = DIOCESES[0 if number % 5 else 2] if number % 4 else DIOCESES[1]
    cohort = random.randint(120, 240) if is_secondary else _cohort(number, random)
    years = 5 if is_secondary else 7
    if is_church:
        kind = (
            "converter"
            if number % 5 == 1
            else ("aided" if diocese[0] == "RC91" or number % 4 == 2 else "controlled")
        )
    else:
        kind = "converter" if number % 2 else ("foundation" if number % 10 == 0 else "community")
    code, type_name, group, group_name = TYPES[kind]
    faith = diocese[2]
    name = _name(place, number, is_secondary=is_secondary, faith=faith if is_church else "")
    roll = cohort * years + random.randint(-3, 3)
    head = names.person(titles=HEADS_TITLES)
    return {
        "URN": f"9{number:05}",
        "LA (code)": LA_CODE,
        "LA (name)": LA_NAME,
        "EstablishmentNumber": f"{(4000 if is_secondary else 2000) + number}",
        "EstablishmentName": name,
        "TypeOfEstablishment (code)": code,
        "TypeOfEstablishment (name)": type_name,
        "EstablishmentTypeGroup (code)": group,
        "EstablishmentTypeGroup (name)": group_name,
        "EstablishmentStatus (code)": "1",
        "EstablishmentStatus (name)": "Open",
        "OpenDate": "",
        "CloseDate": "",
        "ReasonEstablishmentClosed (name)": "Not applicable",
        "PhaseOfEducation (code)": "4" if is_secondary else "2",
        "PhaseOfEducation (name)": "Secondary" if is_secondary else "Primary",
        "StatutoryLowAge": "11" if is_secondary else "4",
        "StatutoryHighAge": "16" if is_secondary else "11",
        "Gender (name)": "Mixed",
        "ReligiousCharacter (name)": faith if is_church else "Does not apply",
        "Diocese (code)": diocese[0] if is_church else "0000",
        "Diocese (name)": diocese[1] if is_church else "Not applicable",
        "SchoolCapacity": str(years * (cohort + random.randint(0, 6))),
        "NumberOfPupils": str(roll),
        "NumberOfBoys": str(roll // 2),
        "NumberOfGirls": str(roll - roll // 2),
        "PercentageFSM": f"{random.uniform(3, 38):.1f}",
        "Trusts (code)": f"98{number % 7:02}" if kind == "converter" else "",
        "Trusts (name)": f"The {AREAS[number % 7]} Learning Trust" if kind == "converter" else "",
        "FederationFlag (name)": "Not under a federation",
        "Federations (name)": "",
        "LastChangedDate": "01-09-2024",
        "Street": random.choice(STREETS),
        "Locality": "",
        "Address3": "",
        "Town": place,
        "County (name)": LA_NAME,
        "Postcode": f"WY{number % 20 + 1} {number % 9 + 1}{'ABDEFGHJL'[number % 9]}{'NPQRSTUWX'[number % 7]}",
        "SchoolWebsite": f"www.school-{number}.wyvenshire.example",
        "TelephoneNum": f"01632960{number:03}",
        "HeadTitle (name)": head.title,
        "HeadFirstName": head.first,
        "HeadLastName": head.last,
        "HeadPreferredJobTitle": "Headteacher",
        "Easting": str(400000 + (number * 613) % 40000),
        "Northing": str(150000 + (number * 977) % 40000),
        "CommunityArea (name)": AREAS[(number * 5) % len(AREAS)],
    }


def _cohort(number: int, random: Random) -> int:
    """Pupils in a year group; the shares of small schools are exact over every hundred schools."""
    place = number * 61 % 100
    for share, least, most in COHORTS:
        if place < share:
            return random.randint(least, most)
        place -= share
    raise AssertionError("The shares of COHORTS add up to 100.")


def _name(place: str, number: int, *, is_secondary: bool, faith: str) -> str:
    if is_secondary:
        return f"{place} {['School', 'Community School', 'Academy'][number % 3]}"
    if not faith:
        return f"{place} {['Primary School', 'Community Primary School'][number % 2]}"
    saint = SAINTS[(number * 5) % len(SAINTS)]
    owner = {"All Saints": "All Saints’", "Holy Trinity": "Holy Trinity"}.get(saint, f"{saint}’s")
    word = "Catholic" if faith == "Roman Catholic" else "Church of England"
    return f"{place} {owner} {word} Primary School"


def write_register(county: list[dict[str, str]], folder: Path, *, on: date) -> Path:
    """A file named and quoted as the national register's download, in cp1252."""
    path = folder / f"edubasealldata{on:%Y%m%d}.csv"
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(
            file, fieldnames=list(county[0]), quoting=csv.QUOTE_ALL, lineterminator="\r\n"
        )
        writer.writeheader()
        writer.writerows(county)
    return path
