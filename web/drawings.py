"""What each of Django's widgets is drawn as: GOV.UK's component for it, given what all fields have in common.

``params`` are what ``web.fields`` found out about the field, in the words of the macros, and besides them
``legend`` (the label as a legend) and ``reveals`` (what appears inside each option, by its value).
"""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.widgets import Input
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from record import clock
from web import symbols
from web.form_errors import error_message, field_errors
from web.macros import component, text_or_html

NOTHING_CHOSEN = "---------"


def own_attrs(field: BoundField) -> dict[str, Any]:
    """What the form's author said about the field's widget."""
    return field.field.widget.attrs


def _options(field: BoundField) -> Iterator[dict[str, Any]]:
    """The options of a choice, in order: value, words, whether chosen, and the name of their group."""
    widget = field.field.widget
    for group, options, _ in widget.optgroups(field.html_name, widget.format_value(field.value())):
        for option in options:
            value = str(option["value"])
            blank = value == "" and str(option["label"]) == NOTHING_CHOSEN
            yield {
                "value": value,
                "words": "Choose" if blank else option["label"],
                "chosen": bool(option["selected"]),
                "disabled": bool(option["attrs"].get("disabled")),
                "blank": blank,
                "group": group,
            }


def _choice_items(field: BoundField, reveals: dict[str, SafeString]) -> list[dict[str, Any]]:
    """Options as radios or checkboxes, each with its hint, its symbol and what it reveals."""
    attrs, items = own_attrs(field), []
    wrong = field_errors(field)
    hints = {str(key): hint for key, hint in attrs.get("data-hints", {}).items()}
    for option in _options(field):
        if option["blank"]:
            continue
        value, item = option["value"], {"value": option["value"], "checked": option["chosen"]}
        item |= text_or_html(option["words"])
        item["disabled"] = option["disabled"] or field.field.disabled
        if attrs.get("data-rag"):
            item |= {"html": format_html("{} {}", symbols.rag_svg(value, 22), option["words"])}
        if attrs.get("data-circle"):
            item |= {"html": format_html("{} {}", symbols.circle_svg(value, 22), option["words"])}
            item["label"] = {"classes": "app-radio-rings"}
        if hints.get(value):
            item["hint"] = text_or_html(hints[value])
        if told := error_message(words for words, option in wrong if option == value):
            message = component("error-message", told)
            item["hint"] = {"html": format_html("{}{}", hints.get(value, ""), message)}
        if inside := reveals.get(value):
            item["conditional"] = {"html": inside}
        items.append(item)
    return items


def option_id(field: BoundField, prefix: str, value: str) -> str:
    """The id of one option's box, as the macros number them."""
    values = [each["value"] for each in _options(field) if not each["blank"]]
    place = values.index(value) + 1
    return prefix if place == 1 else f"{prefix}-{place}"


def _choice_classes(field: BoundField, block: str) -> str:
    attrs = own_attrs(field)
    chosen = [attrs.get("class", "")]
    chosen += ["app-ragpick"] if attrs.get("data-rag") else []
    chosen += [f"{block}--{size}" for size in ("inline", "small") if attrs.get(f"data-{size}")]
    return " ".join(filter(None, chosen))


def _choices(block: str, field: BoundField, params: dict[str, Any]) -> SafeString:
    return component(
        block,
        {
            **params,
            "idPrefix": params["id"],
            "fieldset": {"legend": params["legend"]},
            "items": _choice_items(field, params["reveals"]),
            "classes": _choice_classes(field, f"govuk-{block}"),
        },
    )


@singledispatch
def draw(widget: Any, field: BoundField, params: dict[str, Any]) -> SafeString:
    """A widget that GOV.UK has no component for: Django's own drawing under our label, hint and errors."""
    parts = [component("label", {**params["label"], "for": params["id"]})]
    if "hint" in params:
        parts.append(component("hint", {**params["hint"], "id": f"{params['id']}-hint"}))
    if "errorMessage" in params:
        parts.append(component("error-message", {**params["errorMessage"], "id": f"{params['id']}-error"}))
    error = " govuk-form-group--error" if "errorMessage" in params else ""
    return format_html(
        '<div class="govuk-form-group{}">{}{}</div>', error, mark_safe("".join(parts)), field.as_widget()
    )


@draw.register
def _(widget: Input, field: BoundField, params: dict[str, Any]) -> SafeString:
    attrs = own_attrs(field)
    kind = "text" if isinstance(widget, forms.NumberInput) else widget.input_type
    if isinstance(widget, forms.NumberInput):
        params["inputmode"] = "numeric" if isinstance(field.field, forms.IntegerField) else "decimal"
    if isinstance(widget, forms.EmailInput):
        params |= {"spellcheck": False, "autocapitalize": "none"}
    for name in ("inputmode", "spellcheck"):
        if name in attrs:
            params[name] = attrs[name]
    for name in ("prefix", "suffix"):
        if attrs.get(f"data-{name}"):
            params[name] = {"text": attrs[f"data-{name}"]}
    if attrs.get("data-width"):
        params["classes"] = f"{params.get('classes', '')} govuk-input--width-{attrs['data-width']}".strip()
    return component("input", {**params, "type": kind, "value": widget.format_value(field.value())})


@draw.register
def _(widget: forms.PasswordInput, field: BoundField, params: dict[str, Any]) -> SafeString:
    return component("password-input", params)


@draw.register
def _(widget: forms.Textarea, field: BoundField, params: dict[str, Any]) -> SafeString:
    # Line breaks as references: the macros indent what they nest, and would indent the answer with it.
    value = str(widget.format_value(field.value()) or "").replace("\r\n", "\n")
    safe = mark_safe(escape(value).replace("\n", "&#10;"))
    spellcheck = own_attrs(field).get("spellcheck")
    if spellcheck is not None:
        params["spellcheck"] = spellcheck
    return component("textarea", {**params, "rows": own_attrs(field).get("rows", 5), "value": safe})


@draw.register
def _(widget: forms.DateInput, field: BoundField, params: dict[str, Any]) -> SafeString:
    attrs = own_attrs(field)
    if attrs.get("data-bare"):
        shown = {"value": widget.format_value(field.value()), "autocomplete": "off", "type": "text"}
        return component("input", {**params, **shown})
    params.setdefault("hint", {"text": f"For example, {widget.format_value(clock.today())}"})
    params["classes"] = f"{params.get('classes', '')} moj-js-datepicker-input".strip()
    box = component(
        "input",
        {**params, "value": widget.format_value(field.value()), "autocomplete": "off", "type": "text"},
    )
    bounds = [(name, attrs[name]) for name in ("data-min-date", "data-max-date") if attrs.get(name)]
    bounds = [(n, widget.format_value(v) if not isinstance(v, str) else v) for n, v in bounds]
    return format_html(
        '<div class="moj-datepicker" data-module="moj-date-picker"{}>{}</div>',
        format_html_join("", ' {}="{}"', bounds),
        box,
    )


@draw.register
def _(widget: forms.SelectDateWidget, field: BoundField, params: dict[str, Any]) -> SafeString:
    now, data, name = widget.format_value(field.value()), field.form.data, field.html_name
    boxes = []
    for part, width in (("day", 2), ("month", 2), ("year", 4)):
        typed = data.get(f"{name}_{part}") if field.form.is_bound else now[part]
        error = " govuk-input--error" if field.errors else ""
        boxes.append(
            {
                "name": f"{name}_{part}",
                "label": part.capitalize(),
                "id": f"{params['id']}-{part}",
                "classes": f"govuk-input--width-{width}{error}",
                "value": "" if typed is None else str(typed),
            }
        )
    return component("date-input", {**params, "items": boxes, "fieldset": {"legend": params["legend"]}})


@draw.register
def _(widget: forms.TimeInput, field: BoundField, params: dict[str, Any]) -> SafeString:
    params["classes"] = f"{params.get('classes', '')} govuk-input--width-5".strip()
    value = widget.format_value(field.value())
    return component("input", {**params, "type": "time", "value": value[:5] if value else None})


@draw.register
def _(widget: forms.SplitDateTimeWidget, field: BoundField, params: dict[str, Any]) -> SafeString:
    value = field.value()
    values = value if isinstance(value, list) else widget.decompress(value)
    day, at = (part.format_value(each) for part, each in zip(widget.widgets, values, strict=True))
    error = " govuk-input--error" if field.errors else ""

    def box(place: int, label: str, classes: str, **more: Any) -> SafeString:
        name = {"id": f"{params['id']}_{place}", "name": f"{params['name']}_{place}"}
        said = {"label": {"text": label}, "classes": classes + error, "disabled": params["disabled"]}
        return component("input", {**name, **said, "autocomplete": "off", **more})

    picker = format_html(
        '<div class="moj-datepicker" data-module="moj-date-picker">{}</div>',
        box(0, "Date", "moj-js-datepicker-input", value=day),
    )
    clock_box = box(1, "Time", "govuk-input--width-5", type="time", value=at and at[:5])
    inner = format_html('<div class="app-field-row">{}{}</div>', picker, clock_box)
    return _in_fieldset(field, params, inner)


def _in_fieldset(field: BoundField, params: dict[str, Any], inner: SafeString) -> SafeString:
    told, described = [], []
    for part, name, block in (("hint", "hint", "hint"), ("errorMessage", "error", "error-message")):
        if part in params:
            told.append(component(block, {**params[part], "id": f"{params['id']}-{name}"}))
            described.append(f"{params['id']}-{name}")
    fieldset = {
        "legend": params["legend"],
        "html": mark_safe("".join([*told, inner])),
        "describedBy": " ".join(described),
        "role": "group",
    }
    error = " govuk-form-group--error" if "errorMessage" in params else ""
    return format_html('<div class="govuk-form-group{}">{}</div>', error, component("fieldset", fieldset))


@draw.register
def _(widget: forms.FileInput, field: BoundField, params: dict[str, Any]) -> SafeString:
    several = bool(getattr(widget, "allow_multiple_selected", False) or own_attrs(field).get("multiple"))
    params["attributes"].pop("multiple", None)
    return component("file-upload", {**params, "multiple": several})


@draw.register
def _(widget: forms.Select, field: BoundField, params: dict[str, Any]) -> SafeString:
    items = [
        {
            "value": option["value"],
            "text": f"{option['group']}: {option['words']}" if option["group"] else str(option["words"]),
            "selected": option["chosen"],
            "disabled": option["disabled"],
        }
        for option in _options(field)
    ]
    if getattr(widget, "allow_multiple_selected", False):
        params["attributes"]["multiple"] = {"value": True, "optional": True}
    return component("select", {**params, "items": items})


@draw.register
def _(widget: forms.RadioSelect, field: BoundField, params: dict[str, Any]) -> SafeString:
    return _choices("radios", field, params)


@draw.register
def _(widget: forms.CheckboxSelectMultiple, field: BoundField, params: dict[str, Any]) -> SafeString:
    return _choices("checkboxes", field, params)


@draw.register
def _(widget: forms.CheckboxInput, field: BoundField, params: dict[str, Any]) -> SafeString:
    item = text_or_html(field.label) | {
        "value": "on",
        "checked": widget.check_test(field.value()),
        "disabled": field.field.disabled,
        "attributes": params.pop("attributes"),
        "hint": params.pop("hint", None),
    }
    if inside := params["reveals"].get(""):
        item["conditional"] = {"html": inside}
    classes = _choice_classes(field, "govuk-checkboxes")
    return component("checkboxes", {**params, "idPrefix": params["id"], "items": [item], "classes": classes})
