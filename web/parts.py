"""Parts of pages with a body of their own: ``{% part "next" title=… %}…{% endpart %}``.

A part is the template ``components/<name>.html``. It sees its arguments, the body as ``content``, and each
``{% fill "name" %}…{% endfill %}`` of the body as a variable of that name. It sees nothing else of the
page but the request.
"""

from collections.abc import Iterator

from django.template import Context, Engine, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.safestring import SafeString, mark_safe

FILLS = "_fills"


class PartNode(Node):
    def __init__(
        self, name: FilterExpression, arguments: dict[str, FilterExpression], body: NodeList
    ) -> None:
        self.name, self.arguments, self.body = name, arguments, body

    def render(self, context: Context) -> SafeString:
        fills: dict[str, SafeString] = {}
        with context.push(**{FILLS: fills}):
            content = mark_safe(self.body.render(context).strip())
        facts = {name: value.resolve(context) for name, value in self.arguments.items()}
        inner = context.new({**facts, **fills, "content": content})
        inner["request"] = context.get("request")
        inner["csrf_token"] = context.get("csrf_token")
        engine = context.template.engine if context.template else Engine.get_default()
        part = engine.get_template(f"components/{self.name.resolve(context)}.html")
        return part.render(inner)


class FillNode(Node):
    def __init__(self, name: str, body: NodeList) -> None:
        self.name, self.body = name, body

    def render(self, context: Context) -> str:
        context[FILLS][self.name] = mark_safe(self.body.render(context).strip())
        return ""


def _words(token: Token) -> Iterator[str]:
    return iter(token.split_contents()[1:])


def do_part(parser: Parser, token: Token) -> PartNode:
    """``{% part "name" argument=value … %} body {% endpart %}``."""
    name, *rest = _words(token)
    arguments = token_kwargs(rest, parser)
    if rest:
        raise TemplateSyntaxError(f"A part takes its arguments by name, and has “{rest[0]}”.")
    body = parser.parse(("endpart",))
    parser.delete_first_token()
    return PartNode(parser.compile_filter(name), arguments, body)


def do_fill(parser: Parser, token: Token) -> FillNode:
    """``{% fill "name" %} … {% endfill %}`` inside a part."""
    name = next(_words(token)).strip("\"'")
    body = parser.parse(("endfill",))
    parser.delete_first_token()
    return FillNode(name, body)
