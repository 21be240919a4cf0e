"""How every form, formset and field of the project is drawn: the ``FORM_RENDERER`` of the settings."""

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString, mark_safe

from web.fields import draw_field, host_of, target
from web.form_errors import field_errors, form_errors, heading
from web.macros import component


class GovukFormRenderer(DjangoTemplates):
    """Draws forms with GOV.UK's components; bare widgets as Django does."""

    form_template_name = "govuk/form"
    formset_template_name = "govuk/formset"
    field_template_name = "govuk/field"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == self.field_template_name:
            return draw_field(context["field"])
        if template_name == self.form_template_name:
            return self.summary_if_new(context["form"]) + self.fields(context["form"])
        if template_name == self.formset_template_name:
            return self.formset(context["formset"])
        return super().render(template_name, context, request)

    def summary_if_new(self, form: Any) -> SafeString:
        """The summary of errors, unless the page showed it above its heading already."""
        return mark_safe("") if getattr(form, "summary_is_shown", False) else self.error_summary(form)

    def error_summary(self, *forms_and_formsets: Any) -> SafeString:
        """Everything to put right in these forms, each linked to its field; nothing when all is well."""
        items: list[dict[str, Any]] = []
        for each in forms_and_formsets:
            each.summary_is_shown = True
            items += formset_items(each) if isinstance(each, BaseFormSet) else form_items(each)
        if not items:
            return mark_safe("")
        return component("error-summary", {"titleText": heading(len(items)), "errorList": items})

    def fields(self, form: forms.BaseForm) -> SafeString:
        """The fields in order, those that appear inside an option in their place; hidden ones last."""
        shown = [draw_field(field) for field in form.visible_fields() if host_of(field) is None]
        return mark_safe("".join([*shown, *(field.as_widget() for field in form.hidden_fields())]))

    def formset(self, formset: Any) -> SafeString:
        """The management form and each form in a frame, numbered by what the formset calls one item."""
        parts = [self.summary_if_new(formset), self.fields(formset.management_form)]
        name = getattr(formset, "item_name", "Item")
        for place, form in enumerate(formset.forms, start=1):
            if "DELETE" in form.fields:
                form.fields["DELETE"].label = form["DELETE"].label = "Take this one away"
            legend = {"text": f"{name} {place}", "classes": "govuk-fieldset__legend--s"}
            inner = {"legend": legend, "html": self.fields(form), "classes": "app-formset"}
            parts.append(component("fieldset", inner))
        return mark_safe("".join(parts))


def form_items(form: forms.BaseForm, named: str = "") -> list[dict[str, Any]]:
    """What is wrong with a form, in the order of its fields on the page, after what the form is ``named``."""
    if not form.is_bound or not form.errors:
        return []
    named = named or getattr(form, "named", "")
    before = f"{named}: " if named else ""
    items: list[dict[str, Any]] = []
    for words, place in form_errors(form):
        items.append({"text": before + words, **({"href": f"#{place}"} if place else {})})
    for field in form.visible_fields():
        items += [
            {"text": before + words, "href": f"#{target(field, option)}"}
            for words, option in field_errors(field)
        ]
    return items


def formset_items(formset: Any) -> list[dict[str, Any]]:
    """What is wrong with a formset and with each of its forms; with their numbers, if it is ``named``."""
    if not formset.is_bound or formset.is_valid():
        return []
    named = getattr(formset, "named", None)
    items = [{"text": f"{named}: {words}" if named else str(words)} for words in formset.non_form_errors()]
    for place, form in enumerate(formset.forms, start=1):
        own = [named, f"{formset.item_name} {place}"] if named is not None else []
        items += form_items(form, ", ".join(filter(None, own)))
    return items
