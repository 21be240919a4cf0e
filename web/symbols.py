"""The drawn symbols, each in one place: judgements, risk, circles, marks of state.

Every value that the models use has its symbol and its word; what is not known is drawn as such, never left
out. All text that comes in is escaped.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from schools.permissions import Circle

SVG = '<svg width="{}" height="{}" viewBox="{}" aria-hidden="true" focusable="false">{}</svg>'
LETTER = (
    '<text x="10" y="{}" text-anchor="middle" font-size="{}" font-weight="bold" fill="{}"'
    ' font-family="Arial, Liberation Sans, sans-serif">{}</text>'
)

RAG_WORDS = {"red": "Red", "amber": "Amber", "green": "Green", "none": "Not judged"}
RAG_DRAWINGS = {
    "red": '<rect x="1" y="1" width="18" height="18" rx="1" fill="#ca3535"/>'
    + LETTER.format("14.4", 12, "#ffffff", "R"),
    "amber": '<path d="M10 1 19.3 18.5H.7Z" fill="#f6a623" stroke="#7a4a00" stroke-width="1.2"'
    ' stroke-linejoin="round"/>' + LETTER.format("16.4", 10, "#0b0c0c", "A"),
    "green": '<circle cx="10" cy="10" r="9.4" fill="#0f7a52"/>' + LETTER.format("14.2", 12, "#ffffff", "G"),
    "none": '<rect x="1.5" y="1.5" width="17" height="17" fill="none" stroke="#484949"'
    ' stroke-dasharray="3 2"/><path d="M6 10h8" stroke="#484949" stroke-width="2"/>',
}
DIRECTIONS = {"better": ("↑", "better"), "same": ("→", "the same"), "worse": ("↓", "worse")}

RISK_WORDS = {"high": "High", "medium": "Medium", "low": "Low", "none": "Not judged"}
RISK_BARS = {"high": 3, "medium": 2, "low": 1, "none": 0}

CIRCLE_WORDS = dict(Circle.choices)
CIRCLE_CLASSES = {"la": "la", "la_and_diocese": "dio", "school": "sch", "named": "named"}
DARK_RING = 'fill="none" stroke="#0b0c0c" stroke-width="2.2"'
PALE_RING = 'fill="none" stroke="#858686" stroke-width="1"'
DASHED_RING = 'fill="none" stroke="#0b0c0c" stroke-width="2" stroke-dasharray="3.5 2.5"'

MARKS = {
    "done": '<path d="M3 10.5 8 15.5 17.5 4.5" fill="none" stroke="#0b4144" stroke-width="3"/>',
    "waiting": '<circle cx="10" cy="10" r="7.5" fill="none" stroke="#484949" stroke-width="1.6"'
    ' stroke-dasharray="3 2.2"/>',
    "needs": '<path d="M10 1.5 19.2 18H.8Z" fill="#b36b00"/><path d="M10 7v5.5M10 14v2" stroke="#ffffff"'
    ' stroke-width="2"/>',
    "absent": '<path d="M4.5 4.5 15.5 15.5M15.5 4.5 4.5 15.5" stroke="#484949" stroke-width="2.4"/>',
}
MARK_WORDS = {"done": "Done", "waiting": "Not yet", "needs": "Needs you", "absent": "Absent"}


def _svg(width: int, height: int, box: str, drawing: str) -> SafeString:
    return mark_safe(SVG.format(width, height, box, drawing))


def known(value: object, words: dict[str, str], otherwise: str) -> str:
    """The key that the value stands for; what is empty or unheard of counts as `otherwise`."""
    key = str(value or "").lower()
    return key if key in words else otherwise


def hidden(words: str) -> SafeString:
    """Words for screen readers alone."""
    return format_html('<span class="govuk-visually-hidden">{}</span>', words)


def rag_svg(value: object, size: int = 20) -> SafeString:
    """The shape and letter of a judgement, without its word."""
    return _svg(size, size, "0 0 20 20", RAG_DRAWINGS[known(value, RAG_WORDS, "none")])


def rag_picture(value: object, size: int = 20) -> SafeString:
    """The same as a picture with its word as title, for PDF files."""
    key = known(value, RAG_WORDS, "none")
    return format_html(
        '<svg width="{0}" height="{0}" viewBox="0 0 20 20" role="img"><title>{1}</title>{2}</svg>',
        size,
        RAG_WORDS[key],
        mark_safe(RAG_DRAWINGS[key]),
    )


def rag(value: object, size: int = 20, word: bool = True) -> SafeString:
    """A judgement: shape, letter and word. Without `word` the word is there for screen readers only."""
    words = RAG_WORDS[known(value, RAG_WORDS, "none")]
    return format_html(
        '<span class="app-rag">{}{}</span>', rag_svg(value, size), words if word else hidden(words)
    )


def rag_counts(red: int, amber: int, green: int) -> SafeString:
    """Three counts of judgements side by side."""
    items = [("red", red), ("amber", amber), ("green", green)]
    cells = [
        format_html("<li>{}{}{}</li>", rag_svg(value, 18), hidden(f"{RAG_WORDS[value]} "), count)
        for value, count in items
    ]
    return format_html('<ul class="app-rag-counts">{}</ul>', mark_safe("".join(cells)))


def direction(value: object) -> SafeString:
    """An arrow with its word: ↑ better, → the same, ↓ worse. Nothing for anything else."""
    if str(value) not in DIRECTIONS:
        return mark_safe("")
    arrow, words = DIRECTIONS[str(value)]
    return format_html('<span class="app-nowrap"><span aria-hidden="true">{}</span> {}</span>', arrow, words)


def risk(level: object, noun: str = "risk") -> SafeString:
    """Three rising bars in ink, as many filled as the risk is high, and the word: “High risk”."""
    key = known(level, RISK_WORDS, "none")
    bars = "".join(
        f'<rect x="{x}" y="{y}" width="4.4" height="{15 - y}" '
        + ('fill="#0b0c0c"/>' if place < RISK_BARS[key] else 'fill="none" stroke="#858686"/>')
        for place, (x, y) in enumerate([(1, 10), (7, 5), (13, 0)])
    )
    if key == "none":
        words = f"{noun.capitalize()} not judged" if noun else "Not judged"
    else:
        words = f"{RISK_WORDS[key]} {noun}" if noun else RISK_WORDS[key]
    return format_html('<span class="app-risk">{}{}</span>', _svg(20, 16, "0 0 20 16", bars), words)


def circle_svg(value: object, size: int = 18) -> SafeString:
    """A dot and two rings, dark as far as the record goes out; a dashed ring for named people."""
    key = known(value, CIRCLE_WORDS, "la")
    if key == "named":
        rings = f'<circle cx="12" cy="12" r="9" {DASHED_RING}/>'
    else:
        inner = PALE_RING if key == "la" else DARK_RING
        outer = DARK_RING if key == "school" else PALE_RING
        rings = f'<circle cx="12" cy="12" r="7" {inner}/><circle cx="12" cy="12" r="10.8" {outer}/>'
    return _svg(size, size, "0 0 24 24", f'<circle cx="12" cy="12" r="3.4" fill="#0b0c0c"/>{rings}')


def circle(value: object, label: str = "", size: int = 18) -> SafeString:
    """Who may see a record: the rings and the words. `label` says it otherwise, such as “13 people”."""
    key = known(value, CIRCLE_WORDS, "la")
    return format_html(
        '<span class="app-circle app-circle--{}">{}{}{}</span>',
        CIRCLE_CLASSES[key],
        circle_svg(key, size),
        hidden("Who can see this: "),
        label or CIRCLE_WORDS[key],
    )


def mark(state: str, word: bool = False) -> SafeString:
    """Tick, dashed ring, triangle or cross: done, waiting, needs (you), absent. `word` is for listeners."""
    drawing = _svg(20, 20, "0 0 20 20", MARKS[state])
    return format_html("{}{}", drawing, hidden(f"{MARK_WORDS[state]}: ")) if word else drawing
