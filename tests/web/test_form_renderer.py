"""Forms as GOV.UK draws them, from Django's own fields and widgets."""

from datetime import date, time

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils.safestring import mark_safe

from record import clock
from record.errors import Beside

EVIL = "<script>alert(1)</script>"


class Decision(forms.Form):
    outcome = forms.ChoiceField(
        label="How is the plan going?",
        choices=[("on_track", "On track"), ("slipping", "Slipping")],
        widget=forms.RadioSelect(attrs={"data-hints": {"on_track": "The next review is planned."}}),
    )
    reason = forms.CharField(
        label="Why is it slipping?",
        required=False,
        widget=forms.Textarea(attrs={"data-shown-when": "outcome=slipping"}),
    )
    by = forms.DateField(label="By when", widget=forms.DateInput)

    def clean(self):
        facts = super().clean()
        if facts.get("outcome") == "slipping" and not facts.get("reason"):
            self.add_error("reason", "Say why the review is slipping")
        return facts


def one(field, name="thing", data=None, initial=None):
    """A form with one field, and that field drawn."""
    form_class = type("OneField", (forms.Form,), {name: field})
    form = form_class(data=data, initial={name: initial} if initial is not None else None)
    with clock.at(date(2026, 11, 23)):
        return form[name].as_field_group()


def test_an_error_is_linked_to_its_field_and_said_in_the_same_words_twice():
    html = str(Decision({"outcome": "slipping", "by": "11/12/2026"}))
    assert "There is one thing to put right" in html
    assert '<a href="#id_reason">Say why the review is slipping</a>' in html
    assert html.count("Say why the review is slipping") == 2
    assert 'aria-describedby="id_reason-error"' in html


def test_a_field_appears_inside_the_option_that_asks_for_it_and_nowhere_else():
    html = str(Decision(initial={"outcome": "slipping"}))
    assert html.count('name="reason"') == 1
    assert 'data-aria-controls="conditional-id_outcome-2"' in html
    inside = html[html.index('id="conditional-id_outcome-2"') :]
    assert 'name="reason"' in inside
    assert "govuk-radios__conditional--hidden" not in html
    assert "govuk-radios__conditional--hidden" in str(Decision())


def test_the_summary_is_shown_once():
    form = Decision({})
    html = Template("{% load soc %}{% error_summary form %}<h1>x</h1>{{ form }}").render(
        Context({"form": form})
    )
    assert html.count("govuk-error-summary__title") == 1
    assert html.index("govuk-error-summary") < html.index("<h1>")


def test_what_is_about_one_option_stands_at_it_and_the_summary_leads_there():
    form = Decision({"outcome": "on_track", "by": "11/12/2026"})
    assert form.is_valid()
    form.add_error("outcome", Beside(f"{EVIL} 100% of it.", option="on_track"))
    form.add_error("outcome", Beside("Not so.", option="slipping"))
    html = str(form)
    assert '<a href="#id_outcome">&lt;script&gt;' in html
    assert '<a href="#id_outcome-2">Not so.</a>' in html
    first, second = html.split('id="id_outcome-item-hint"')[1].split('id="id_outcome-2-item-hint"')
    assert "The next review is planned." in first
    assert "100% of it." in first
    assert "Not so." in second
    assert EVIL not in html
    assert 'id="id_outcome-error"' not in html, "nothing is said of the choice as a whole"


def test_what_is_about_a_place_of_the_page_is_drawn_there_and_the_summary_leads_there():
    form = Decision({"outcome": "on_track", "by": "11/12/2026"})
    form.add_error(None, Beside("The record was changed.", at="paragraph-2"))
    page = '{% load soc %}{% error_summary form %}{% beside form "paragraph-" two %}|{% beside form "x" %}'
    above, _, rest = Template(page).render(Context({"form": form, "two": 2})).partition("paragraph-2-error")
    assert '<a href="#paragraph-2">The record was changed.</a>' in above
    beside, _, elsewhere = rest.partition("|")
    assert "The record was changed." in beside
    assert elsewhere == ""


def test_djangos_sentences_say_what_to_do():
    html = str(Decision({"by": "31/2/2026", "outcome": "x"}))
    assert "By when: enter a date as day, month and year, such as 26/11/2026" in html
    assert "“How is the plan going?”: choose one of the answers that are offered" in html
    assert "Say by when" in str(Decision({}))
    assert "Answer “How is the plan going?”" in str(Decision({}))


def test_own_sentences_stay_as_they_were_written():
    field = forms.CharField(error_messages={"required": "Say how action 3 will be measured"})
    assert "Say how action 3 will be measured" in one(field, data={})


@pytest.mark.parametrize(
    "field",
    [
        forms.CharField(label=EVIL, help_text=EVIL),
        forms.CharField(label=EVIL, help_text=EVIL, widget=forms.Textarea),
        forms.EmailField(label=EVIL, help_text=EVIL),
        forms.ChoiceField(label=EVIL, help_text=EVIL, choices=[(EVIL, EVIL)]),
        forms.ChoiceField(label=EVIL, help_text=EVIL, choices=[(EVIL, EVIL)], widget=forms.RadioSelect),
        forms.ChoiceField(
            label=EVIL, choices=[(EVIL, EVIL)], widget=forms.RadioSelect(attrs={"data-rag": True})
        ),
        forms.ChoiceField(
            label=EVIL,
            choices=[(EVIL, EVIL)],
            widget=forms.RadioSelect(attrs={"data-circle": True, "data-hints": {EVIL: EVIL}}),
        ),
        forms.MultipleChoiceField(
            label=EVIL, help_text=EVIL, choices=[(EVIL, EVIL)], widget=forms.CheckboxSelectMultiple
        ),
        forms.BooleanField(label=EVIL, help_text=EVIL),
        forms.DateField(label=EVIL, help_text=EVIL),
        forms.TimeField(label=EVIL, help_text=EVIL),
        forms.FileField(label=EVIL, help_text=EVIL),
        forms.CharField(label=EVIL, help_text=EVIL, widget=forms.PasswordInput),
        forms.CharField(label=EVIL, widget=forms.TextInput(attrs={"data-prefix": EVIL, "class": EVIL})),
        forms.SplitDateTimeField(label=EVIL, help_text=EVIL),
        forms.DateField(label=EVIL, widget=forms.SelectDateWidget),
    ],
)
def test_nothing_that_people_write_becomes_markup(field):
    data = {"thing": EVIL, "thing_0": EVIL, "thing_1": EVIL, "thing_day": EVIL}
    initial = None if isinstance(field, forms.SplitDateTimeField) else EVIL
    for html in (one(field), one(field, data=data), one(field, initial=initial)):
        assert "<script" not in html


def test_a_hint_that_is_marked_as_safe_stays_markup():
    assert "<ul><li>a</li></ul>" in one(forms.CharField(help_text=mark_safe("<ul><li>a</li></ul>")))


def test_a_long_answer_comes_back_as_it_was_typed_however_deep_it_stands():
    answer = "first line\r\n  second <line>\r\n\r\nfourth"
    html = str(Decision({"outcome": "slipping", "reason": answer}))
    assert "first line&#10;  second &lt;line&gt;&#10;&#10;fourth</textarea>" in html


def test_a_date_is_a_picker_with_day_month_and_year():
    html = one(forms.DateField(label="By when"), initial=date(2026, 11, 26))
    assert 'data-module="moj-date-picker"' in html
    assert 'value="26/11/2026"' in html
    assert "For example, 23/11/2026" in html


def test_a_date_in_three_boxes_keeps_what_was_typed():
    field = forms.DateField(label="When", widget=forms.SelectDateWidget)
    html = one(field, data={"thing_day": "30", "thing_month": "zz", "thing_year": "2026"})
    assert 'name="thing_month" type="text" value="zz"' in html
    assert 'id="id_thing-day"' in html


def test_a_time_and_a_moment_have_their_boxes():
    assert 'type="time" value="09:30"' in one(forms.TimeField(), initial=time(9, 30))
    html = one(forms.SplitDateTimeField(), data={"thing_0": "26/11/2026", "thing_1": "14:00"})
    assert 'name="thing_0"' in html
    assert 'value="14:00"' in html


def test_a_number_has_a_number_keyboard_and_no_spinner():
    html = one(forms.IntegerField(widget=forms.NumberInput(attrs={"data-suffix": "days", "data-width": 3})))
    assert 'type="text"' in html
    assert 'inputmode="numeric"' in html
    assert "govuk-input--width-3" in html
    assert "govuk-input__suffix" in html


def test_a_password_is_never_sent_back():
    html = one(
        forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})),
        data={"thing": "secret"},
    )
    assert "secret" not in html
    assert 'autocomplete="new-password"' in html


def test_several_files_can_be_chosen_when_the_widget_allows_it():
    class Several(forms.ClearableFileInput):
        allow_multiple_selected = True

    assert " multiple" in one(forms.FileField(widget=Several(attrs={"accept": ".pdf"})))
    assert " multiple" not in one(forms.FileField())


def test_an_upload_that_is_empty_is_told_so():
    form_class = type("Upload", (forms.Form,), {"paper": forms.FileField(label="Paper")})
    form = form_class({}, {"paper": SimpleUploadedFile("a.pdf", b"")})
    assert "Paper: choose a file with something in it" in str(form)


def test_checkboxes_are_not_radios():
    html = one(
        forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple), initial=["a"]
    )
    assert 'type="checkbox" value="a" checked' in html


def test_one_checkbox_comes_back_checked():
    assert " checked" in one(forms.BooleanField(), data={"thing": "on"})
    assert " checked" not in one(forms.BooleanField(), data={})


def test_what_is_for_the_renderer_does_not_reach_the_page():
    html = one(forms.CharField(widget=forms.TextInput(attrs={"data-label": "hidden", "data-mine": "1"})))
    assert "data-label" not in html
    assert 'data-mine="1"' in html
    assert "govuk-visually-hidden" in html


def test_hidden_fields_are_drawn_and_their_errors_told():
    form_class = type("Hidden", (forms.Form,), {"key": forms.CharField(widget=forms.HiddenInput)})
    html = str(form_class({}))
    assert '<input type="hidden" name="key"' in html
    assert "There is one thing to put right" in html


def test_a_formset_has_its_management_form_and_a_legend_for_each():
    form_class = type("ActionForm", (forms.Form,), {"what": forms.CharField(label="What will be done")})
    formset_class = forms.formset_factory(form_class, extra=2, can_delete=True)
    formset_class.item_name = "Action"
    html = str(formset_class())
    assert 'name="form-TOTAL_FORMS"' in html
    assert "Action 2" in html
    assert "Take this one away" in html


def test_the_errors_of_a_formset_are_linked():
    form_class = type("ActionForm", (forms.Form,), {"what": forms.CharField(label="What will be done")})
    formset = forms.formset_factory(form_class, min_num=1, validate_min=True)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-what": ""}
    )
    html = str(formset)
    assert "Say what will be done" in html or "1 form" in html


def test_an_unchanged_blank_choice_says_choose():
    assert ">Choose</option>" in one(forms.ChoiceField(choices=[("", "---------"), ("a", "A")]))
