"""One field of a form with its label, hint, errors, and the fields that appear inside its options.

What Django's widgets can't say is said in their ``attrs``; ``OWN`` lists those that are read here and don't
reach the page. The guide is docs/guides/page-parts.md.
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe

from web.drawings import draw, option_id, own_attrs
from web.form_errors import error_message, field_errors
from web.macros import text_or_html

OWN = {"data-label", "data-shown-when", "data-hints", "data-rag", "data-circle", "data-inline", "data-small"}
OWN |= {"data-prefix", "data-suffix", "data-width", "data-bare", "data-min-date", "data-max-date"}
# Said by the macros themselves, or kept from the page: answers are checked on the server and never cut short.
ELSEWHERE = {"id", "type", "class", "rows", "cols", "autocomplete", "inputmode", "spellcheck"}
ELSEWHERE |= {"aria-describedby", "required", "maxlength", "minlength", "placeholder", "autofocus"}
ELSEWHERE |= {"min", "max", "step"}
LABEL_SIZES = {"s", "m", "l"}


def draw_field(field: BoundField, revealed: bool = False) -> SafeString:
    """The field as it stands on the page; inside another one's option when `revealed`."""
    if field.is_hidden:
        return field.as_widget()
    attrs = own_attrs(field)
    params = {
        "name": field.html_name,
        "id": anchor(field),
        "label": label_of(field, "govuk-label", revealed),
        "legend": label_of(field, "govuk-fieldset__legend", revealed),
        "hint": text_or_html(field.help_text) if field.help_text else None,
        "errorMessage": _error_message(field),
        "disabled": field.field.disabled,
        "classes": attrs.get("class"),
        "describedBy": attrs.get("aria-describedby"),
        "autocomplete": attrs.get("autocomplete"),
        "attributes": _attributes(field),
        "reveals": _reveals(field),
    }
    known = {name: value for name, value in params.items() if value is not None}
    return draw(field.field.widget, field, known)


def anchor(field: BoundField) -> str:
    """The id of the field, which is its first input's too, unless it has several boxes."""
    return own_attrs(field).get("id") or field.auto_id or field.html_name


def target(field: BoundField, option: str = "") -> str:
    """The id of the input that the summary of errors leads to: of one option, or the field's first."""
    widget = field.field.widget
    if option:
        return option_id(field, anchor(field), option)
    if isinstance(widget, forms.SelectDateWidget):
        return f"{anchor(field)}-day"
    return f"{anchor(field)}_0" if isinstance(widget, forms.SplitDateTimeWidget) else anchor(field)


def label_of(field: BoundField, block: str, revealed: bool = False) -> dict[str, Any]:
    """The label or legend in the size asked for: small and bold, or plain inside an option."""
    size = own_attrs(field).get("data-label", "plain" if revealed else "s")
    classes = {"hidden": "govuk-visually-hidden", "page": f"{block}--l"}
    if size in LABEL_SIZES:
        classes[size] = f"{block}--{size}"
    return {
        **text_or_html(field.label),
        "classes": classes.get(size, ""),
        "isPageHeading": size == "page",
    }


def host_of(field: BoundField) -> tuple[str, str] | None:
    """The name of the field, and its option, inside which this one is shown, if it is shown only then."""
    name, _, value = str(own_attrs(field).get("data-shown-when", "")).partition("=")
    return (name, value) if name in field.form.fields else None


def _reveals(field: BoundField) -> dict[str, SafeString]:
    """What appears inside each option of the field, by the option's value."""
    inside: dict[str, SafeString] = {}
    for other in field.form:
        name, value = host_of(other) or ("", "")
        if name == field.name:
            inside[value] = inside.get(value, mark_safe("")) + draw_field(other, revealed=True)
    return inside


def _attributes(field: BoundField) -> dict[str, Any]:
    rest = {k: v for k, v in own_attrs(field).items() if k not in OWN | ELSEWHERE and v not in (None, False)}
    return {k: {"value": True, "optional": True} if v is True else v for k, v in rest.items()}


def _error_message(field: BoundField) -> dict[str, Any] | None:
    return error_message(words for words, option in field_errors(field) if not option)
