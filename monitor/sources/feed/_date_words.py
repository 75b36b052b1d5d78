"""Months by their first three letters, and zones by their names as feeds write them."""

_NAMES = (
    # English and German, Ukrainian and Belarusian, Russian, Polish
    ("jan jän", "січ сту", "янв", "sty"),
    ("feb", "лют", "фев", "lut"),
    ("mar mär mae mrz", "бер сак", "мар", ""),
    ("apr", "кві кра", "апр", "kwi"),
    ("may mai", "тра", "мая май", "maj"),
    ("jun", "чер чэр", "июн", "cze"),
    ("jul", "лип ліп", "июл", "lip"),
    ("aug", "сер жні", "авг", "sie"),
    ("sep", "вер", "сен", "wrz"),
    ("oct okt", "жов кас", "окт", "paź paz"),
    ("nov", "лис ліс", "ноя", "lis"),
    ("dec dez", "гру сне", "дек", "gru"),
)

MONTHS = {start: number for number, names in enumerate(_NAMES, 1) for group in names for start in group.split()}
"""Number of a month by three lower-case letters. A weekday may begin like one ("сер"): a month stands by a day."""

ZONES: dict[str, float] = {
    **dict.fromkeys(("UT", "UTC", "GMT", "Z", "WET"), 0),
    **dict.fromkeys(("WEST", "CET", "MET", "MEZ", "BST"), 1),
    **dict.fromkeys(("EET", "CEST", "MEST", "MESZ", "IST"), 2),
    **dict.fromkeys(("EEST", "MSK", "TRT", "IDT"), 3),
    **dict.fromkeys(("MSD", "SAMT", "GET", "AZT"), 4),
    **dict.fromkeys(("YEKT", "PKT"), 5),
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "AST": -4,
    "ADT": -3,
    "JST": 9,
    "KST": 9,
}
"""Hours ahead of UTC. Some names mean several zones; those that the region writes count."""
