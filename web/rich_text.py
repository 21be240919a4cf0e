"""Markdown that people write in notes, minutes and plans, as HTML that can do no harm."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {"p", "br", "hr", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "a"}
TAGS |= {"h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href", "title"}, "th": {"scope"}, "ol": {"start"}}
DEEPEST = 6

parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _fit_into_page(token: Token) -> None:
    """Headings start below the page's own; a table's heads say that they head a column."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1]) + 2, DEEPEST)}"
    elif token.type == "th_open":
        token.attrs = {"scope": "col"}


def markdown_html(text: str | None) -> SafeString:
    """The text as clean HTML: no raw HTML, no images, links to web and e-mail addresses only."""
    tokens = parser.parse(text or "")
    for token in tokens:
        _fit_into_page(token)
    html = parser.renderer.render(tokens, parser.options, {})
    return mark_safe(
        nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"})
    )
