"""The tags, symbols and parts that pages are made of."""

from datetime import UTC, date, datetime

import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory

from record import clock
from schools.permissions import Circle
from web import symbols
from web.rich_text import markdown_html

TODAY = date(2026, 11, 23)
EVIL = "<script>alert(1)</script>"


def render(source, address="/", **facts):
    template = Template("{% load soc %}" + source)
    context = Context({"request": RequestFactory().get(address), **facts})
    with clock.at(TODAY):
        return template.render(context).replace("\u00a0", " ")


def test_a_judgement_is_shape_letter_and_word():
    html = render('{% rag "amber" %}')
    assert ">A</text>" in html
    assert html.endswith("Amber</span>")


def test_a_judgement_without_its_word_says_it_to_listeners():
    html = render('{% rag "red" word=False %}')
    assert '<span class="govuk-visually-hidden">Red</span>' in html


@pytest.mark.parametrize("value", [None, "", "purple", EVIL])
def test_what_is_not_judged_is_drawn_as_such(value):
    html = render("{% rag value %}", value=value)
    assert "Not judged" in html
    assert "alert" not in html


def test_risk_is_bars_in_ink_and_never_a_judgement_colour():
    html = render('{% risk "medium" %}')
    assert html.count('fill="#0b0c0c"') == 2
    assert "Medium risk" in html
    assert "#f6a623" not in html


@pytest.mark.parametrize(("value", "words"), Circle.choices)
def test_every_circle_has_its_rings_and_its_words(value, words):
    html = render("{% circle value %}", value=value)
    assert f'<span class="govuk-visually-hidden">Who can see this: </span>{words}' in html
    assert len({str(symbols.circle_svg(key)) for key, _ in Circle.choices}) == len(Circle.choices)


def test_a_late_day_says_so_in_words():
    html = render("{% due on %}", on=date(2026, 11, 18))
    assert "app-due--late" in html
    assert "Wednesday 18 November" in html
    assert "3 working days late" in html


def test_a_thing_done_is_never_late():
    assert "late" not in render("{% due on done=True %}", on=date(2026, 11, 18))


def test_moments_are_said_in_london_time():
    summer = datetime(2026, 7, 1, 13, 0, tzinfo=UTC)
    assert render("{{ at|clock_time }}", at=summer) == "2 pm"
    assert render("{{ at|moment }}", at=summer) == "Wednesday 1 July 2026, 2 pm"
    midnight = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert render("{{ at|full_day }}", at=midnight) == "Thursday 2 July 2026"


@pytest.mark.parametrize(
    "name", ["day", "full_day", "month", "clock_time", "moment", "recently", "days_left"]
)
def test_no_date_is_no_words(name):
    assert render("{{ on|" + name + " }}", on=None) == ""


def test_a_part_escapes_its_arguments_and_keeps_its_body():
    html = render('{% part "person" name=name role=name %}<b>more</b>{% endpart %}', name=EVIL)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<b>more</b>" in html


def test_a_part_sees_the_page_only_through_what_it_is_given():
    html = render('{% part "person" name="Pat" %}{% endpart %}', role="Clerk")
    assert "Clerk" not in html


def test_parts_hold_parts_and_fills_stay_with_their_own():
    html = render(
        '{% part "section" title="Outer" id="o" %}{% fill "aside" %}one{% endfill %}'
        '{% part "empty" title="Inner." %}{% fill "do" %}two{% endfill %}{% endpart %}{% endpart %}'
    )
    assert "<p>one</p>" in html
    assert html.index("Inner.") < html.index("two")


def test_a_part_takes_its_arguments_by_name():
    with pytest.raises(TemplateSyntaxError):
        render('{% part "person" "Pat" %}{% endpart %}')


def test_a_button_that_changes_something_carries_its_token():
    request = RequestFactory().get("/")
    html = Template('{% load soc %}{% part "post" label="Go" url="/x/" %}{% endpart %}').render(
        RequestContext(request)
    )
    assert 'name="csrfmiddlewaretoken" value="' in html
    assert 'value=""' not in html


def test_sorting_is_a_link_that_turns_around_and_keeps_the_filters():
    up = render('{% sort_header "Risk" "risk" %}', address="/?q=a&page=3&sort=risk")
    assert 'aria-sort="ascending"' in up
    assert 'href="?q=a&amp;sort=-risk"' in up
    down = render('{% sort_header "Risk" "risk" %}', address="/?sort=-risk")
    assert 'aria-sort="descending"' in down
    assert 'href="?sort=risk"' in down
    assert "aria-sort" not in render('{% sort_header "Name" "name" %}', address="/?sort=-risk")


def test_an_address_with_a_script_stays_an_address():
    assert "<script>" not in render('{% sort_header "Risk" "risk" %}', address="/?q=%22%3E%3Cscript%3E")


def test_pages_are_linked_with_the_rest_of_the_address():
    html = render("{% pagination page %}", address="/?q=a", page=Paginator(range(100), 25).page(2))
    assert 'href="?q=a&amp;page=1" rel="prev"' in html
    assert 'aria-label="Page 2" aria-current="page"' in html


def test_one_page_has_no_pages():
    assert render("{% pagination page %}", page=Paginator(range(5), 25).page(1)).strip() == ""


def test_markdown_does_no_harm():
    html = markdown_html(f"{EVIL}\n\n[x](javascript:alert(1)) ![y](http://a.example/b.png) **b**")
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<img" not in html
    assert "<strong>b</strong>" in html


def test_markdown_headings_stand_below_the_pages_own_and_tables_have_heads():
    html = markdown_html("# One\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert "<h3>One</h3>" in html
    assert '<th scope="col">a</th>' in html
