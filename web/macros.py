"""GOV.UK's components as functions: ``component("radios", {...})`` gives the markup of its macro."""

from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, PackageLoader, PrefixLoader

environment = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


@cache
def _macro(name: str) -> Any:
    module = environment.get_template(f"govuk_frontend_jinja/components/{name}/macro.html").module
    return getattr(module, "govuk" + name.title().replace("-", ""))


def component(name: str, params: dict[str, Any]) -> SafeString:
    """The markup of one component, with everything escaped that was not marked as safe."""
    return mark_safe(str(_macro(name)(params)).strip())


def text_or_html(value: object) -> dict[str, Any]:
    """How the macros are told a text: as plain text to escape, or as HTML if it is marked as safe already."""
    text = str(value)
    return {"html" if hasattr(text, "__html__") else "text": text}
