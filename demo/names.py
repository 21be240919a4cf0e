"""Names of the fictitious county: none of them is a real school, person or parish there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

AREAS = [
    "Wyvenford", "Fernhallow", "Otterbourne Vale", "Castle Marden", "Ravensholt", "Upper Lidden",
    "Thornbury Cross", "Market Sallow", "Hindle and Mere", "Brackenhurst", "Corve Valley", "East Wyven",
    "Stonecombe", "Aldermead", "Quarley Down", "Nether Tarrow", "Westhampnell", "Saltings",
]  # fmt: skip

PLACES = [
    "Abbots Lidden", "Alder Green", "Amberfold", "Ashcombe Magna", "Ashcombe Parva", "Barrow Hythe", "Beckmarsh",
    "Birchover", "Blackthorn Lea", "Bowerchurch", "Bramble Mere", "Brindle", "Cawsey", "Chantry Down", "Charlcot",
    "Cold Sallow", "Coppice Row", "Corvebridge", "Cranham Ford", "Crowsley", "Dapple Hill", "Deanscombe", "Dry Marden",
    "Eastwell", "Elmstead Abbas", "Farthing Green", "Fawley Oak", "Fennimore", "Fernhallow", "Fiddler’s Cross",
    "Foxlease", "Garland", "Gorsefield", "Great Tarrow", "Greenhythe", "Hallow End", "Harestock", "Hartsbourne",
    "Hazelwick", "Hither Mere", "Hollin Bank", "Honeychurch", "Inglemoor", "Kestrel Down", "Kingsmarden", "Lambourne Rise",
    "Larkhope", "Little Tarrow", "Long Hindle", "Lydbrook", "Marlpit", "Meadow Sallow", "Mill Ashby", "Monks Corve",
    "Nettlecombe", "Newhaven Cross", "North Lidden", "Oakhanger", "Oldbury Wick", "Otterbourne", "Painswell", "Parsonage Hill",
    "Pebblecombe", "Pennyfold", "Plover Heath", "Quarley", "Queen’s Marden", "Ravensholt", "Redlynch Water", "Ridgeway Cross",
    "Rookley", "Rushmere", "Sallowfield", "Saltings Quay", "Sedgemarsh", "Shepherd’s Bourne", "Silverdown", "Stonecombe",
    "Swanmore", "Tarrow Bridge", "Thistledown", "Thornbury", "Tilling", "Upper Wyven", "Vinehall", "Wainscott",
    "Waterslade", "Weavern", "Westhampnell", "Whitcombe Regis", "Willowbrook", "Windrush Lea", "Withybrook", "Woodfidley",
    "Wyvenford", "Yarrowby", "Yewhurst",
]  # fmt: skip

SAINTS = [
    "St Wystan", "St Brannoc", "St Aldhelm", "St Edith", "St Osmund", "St Kenelm", "St Melor", "St Decuman",
    "St Eanswythe", "St Cuthburga", "St Petroc", "St Frideswide", "All Saints", "Holy Trinity",
]  # fmt: skip

WOMEN = [
    "Adele", "Amina", "Anita", "Bridget", "Carys", "Catherine", "Chloe", "Deborah", "Dorothea", "Eleanor", "Farah", "Fiona",
    "Grace", "Hannah", "Helen", "Isla", "Jasmine", "Joan", "Judith", "Karen", "Laura", "Lucy", "Maria", "Megan",
    "Nadia", "Nasreen", "Philippa", "Priya", "Rachel", "Rosalind", "Ruth", "Sandra", "Sofia", "Susan", "Tamsin", "Uma",
    "Veronica", "Wendy", "Zoe",
]  # fmt: skip

MEN = [
    "Alan", "Arthur", "Ben", "Colin", "Daniel", "David", "Elliot", "Emeka", "Gareth", "Hamish", "Imran", "Joel",
    "Kofi", "Leon", "Malcolm", "Martin", "Neil", "Oliver", "Owen", "Peter", "Rhys", "Robert", "Samir", "Simon",
    "Stephen", "Theo", "Yusuf",
]  # fmt: skip

# Titles that say something of the person; every other title fits everybody.
WOMENS_TITLES, MENS_TITLES = ("Mrs", "Ms", "Miss"), ("Mr",)

LAST_NAMES = [
    "Adeyemi", "Aldous", "Archer", "Ashdown", "Aziz", "Barlow", "Beckett", "Blyth", "Bowden", "Brackley", "Calloway", "Chandra",
    "Coombes", "Cray", "Dacre", "Danvers", "Denholm", "Drake", "Eames", "Ellery", "Farrant", "Finch", "Fothergill", "Frost",
    "Garside", "Gilroy", "Greaves", "Hallett", "Harker", "Hollis", "Hussain", "Ibbotson", "Jarrold", "Keeble", "Kendrick", "Lark",
    "Lorimer", "Lovell", "Marchetti", "Marlow", "Mistry", "Moxon", "Nairn", "Newland", "Nwosu", "Oakley", "Okafor", "Osei",
    "Pascoe", "Penhale", "Pettifer", "Qadir", "Quill", "Rahman", "Redfern", "Rowntree", "Sable", "Selwyn", "Shaw", "Sibley",
    "Strand", "Tansley", "Tregarth", "Underhill", "Vane", "Venn", "Wadham", "Whitlock", "Wren", "Yardley",
]  # fmt: skip

STREETS = [
    "Church Lane",
    "School Hill",
    "Mill Lane",
    "The Green",
    "High Street",
    "Chapel Row",
    "Station Road",
    "Back Lane",
]

DIOCESES = [
    ("CE91", "Diocese of Corvesham", "Church of England"),
    ("CE92", "Diocese of Holmebridge", "Church of England"),
    ("RC91", "Diocese of Saltmarsh", "Roman Catholic"),
]


@dataclass(frozen=True)
class Named:
    """A made-up person: the title, which may be empty, fits the first name."""

    title: str
    first: str
    last: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass
class NameMaker:
    """Makes up people, no two of one name; the same ones in the same order for the same ``random``."""

    random: Random
    taken: set[str] = field(default_factory=set)

    def person(self, *, titles: Sequence[str] = ("",)) -> Named:
        """Somebody new, called by one of the titles that fit."""
        while True:
            first, last = self.random.choice(WOMEN + MEN), self.random.choice(LAST_NAMES)
            if f"{first} {last}" not in self.taken:
                break
        self.taken.add(f"{first} {last}")
        return Named(self.random.choice(fitting(titles, first)), first, last)


def fitting(titles: Iterable[str], first_name: str) -> list[str]:
    """Those of the titles by which somebody with that first name may be called."""
    not_theirs = MENS_TITLES if first_name in WOMEN else WOMENS_TITLES
    return [title for title in titles if title not in not_theirs]
