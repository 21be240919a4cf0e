"""Names of the fictitious county: none of them is a real school, person or parish there."""

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

FIRST_NAMES = [
    "Adele", "Alan", "Amina", "Anita", "Arthur", "Ben", "Bridget", "Carys", "Catherine", "Chloe", "Colin", "Daniel",
    "David", "Deborah", "Dorothea", "Eleanor", "Elliot", "Emeka", "Farah", "Fiona", "Gareth", "Grace", "Hamish", "Hannah",
    "Helen", "Imran", "Isla", "Jasmine", "Joan", "Joel", "Judith", "Karen", "Kofi", "Laura", "Leon", "Lucy",
    "Malcolm", "Maria", "Martin", "Megan", "Nadia", "Nasreen", "Neil", "Oliver", "Owen", "Peter", "Philippa", "Priya",
    "Rachel", "Rhys", "Robert", "Rosalind", "Ruth", "Samir", "Sandra", "Simon", "Sofia", "Stephen", "Susan", "Tamsin",
    "Theo", "Uma", "Veronica", "Wendy", "Yusuf", "Zoe",
]  # fmt: skip

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
