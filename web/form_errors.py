"""What is wrong with an answer, in words that say what to do about it.

Django's own sentences are lazy translations; those of this project are plain strings and stay as written.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from record.words import counted

CHOICES = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)
DATES = (forms.DateInput, forms.SelectDateWidget)


# How labels begin that are questions already, or have an article.
ASKING = (
    "at ",
    "by ",
    "from ",
    "how ",
    "if ",
    "on ",
    "until ",
    "what ",
    "when ",
    "where ",
    "which ",
    "who ",
    "why ",
)
WITH_ARTICLE = ("a ", "an ", "any ", "our ", "the ", "their ", "this ", "your ")


def title(field: forms.BoundField) -> str:
    """The field's label at the beginning of a sentence; a question is quoted."""
    label = str(field.label).strip().rstrip(":")
    return f"“{label}”" if label.endswith("?") else label


def _missing(field: forms.BoundField, params: dict[str, Any]) -> str:
    label, widget = str(field.label).strip().rstrip(":"), field.field.widget
    inside = label[:1].lower() + label[1:]
    if label.endswith("?"):
        return f"Answer “{label}”"
    if isinstance(widget, forms.CheckboxInput):
        return f"Tick “{label}” to go on"
    if isinstance(widget, forms.FileInput):
        return f"{label}: choose a file"
    if f"{inside} ".startswith(ASKING):
        return f"Say {inside}"
    verb = "Choose" if isinstance(widget, CHOICES) else "Enter"
    return f"{verb} {inside}" if inside.startswith(WITH_ARTICLE) else f"{verb} the {inside}"


def _misread(field: forms.BoundField, params: dict[str, Any]) -> str:
    kinds: list[tuple[Any, str]] = [
        (DATES, "enter a date as day, month and year, such as 26/11/2026"),
        (forms.TimeInput, "enter a time, such as 14:30"),
        (forms.EmailField, "enter an e-mail address, such as name@school.example"),
        (forms.NumberInput, "enter a number in figures"),
        (forms.URLInput, "enter a web address that begins with https://"),
    ]
    for widgets, what in kinds:
        if isinstance(field.field.widget, widgets) or isinstance(field.field, widgets):
            return f"{title(field)}: {what}"
    return f"{title(field)}: this can’t be read; enter it again"


def _unknown(field: forms.BoundField, params: dict[str, Any]) -> str:
    return f"{title(field)}: choose one of the answers that are offered"


def _bound(words: str) -> Callable[[forms.BoundField, dict[str, Any]], str]:
    def sentence(field: forms.BoundField, params: dict[str, Any]) -> str:
        return f"{title(field)}: enter a number of {params['limit_value']} or {words}"

    return sentence


def _too_long(field: forms.BoundField, params: dict[str, Any]) -> str:
    most, now = params["limit_value"], params["show_value"]
    return f"{title(field)}: use at most {counted(most, 'character')}; there are {now} now"


SENTENCES: dict[str, Callable[[forms.BoundField, dict[str, Any]], str]] = {
    "required": _missing,
    "invalid": _misread,
    "invalid_choice": _unknown,
    "invalid_list": _unknown,
    "min_value": _bound("more"),
    "max_value": _bound("less"),
    "max_length": _too_long,
    "empty": lambda field, params: f"{title(field)}: choose a file with something in it",
}


def in_words(error: ValidationError, field: forms.BoundField | None) -> list[str]:
    """The sentences of one error about one field."""
    sentence = SENTENCES.get(error.code or "")
    if field is not None and sentence is not None and isinstance(error.message, Promise):
        return [sentence(field, error.params or {})]
    return [str(message) for message in error.messages]


def field_errors(field: forms.BoundField) -> list[tuple[str, str]]:
    """Everything that is wrong with one field, each with the option that it is about, if it is about one."""
    return [
        (words, getattr(error, "option", ""))
        for error in field.errors.as_data()
        for words in in_words(error, field)
    ]


def form_errors(form: forms.BaseForm) -> list[tuple[str, str]]:
    """What is wrong with the form as a whole, and with fields that nobody can see.

    Each with the id of the place of the page that it is about, if it is about one.
    """
    found = [
        (words, getattr(error, "at", ""))
        for error in form.non_field_errors().as_data()
        for words in in_words(error, None)
    ]
    for field in form.hidden_fields():
        found += [(words, "") for words, _ in field_errors(field)]
    found += [
        (words, "")
        for name, errors in form.errors.as_data().items()
        if name != NON_FIELD_ERRORS and name not in form.fields
        for error in errors
        for words in in_words(error, None)
    ]
    return found


def error_message(sentences: Iterable[str]) -> dict[str, Any] | None:
    """What the macro of the error message takes; None where nothing is wrong."""
    html = format_html_join(mark_safe("<br>"), "{}", ([each] for each in sentences))
    return {"html": html} if html else None


def heading(count: int) -> str:
    """The title of the summary: how many things there are to put right."""
    return f"There {'is' if count == 1 else 'are'} {counted(count, 'thing')} to put right"
