"""The one tag library of the pages: ``{% load soc %}``. The guide is docs/guides/page-parts.md."""

from datetime import date, datetime, time
from typing import Any

import holidays
from django import template
from django.conf import settings
from django.core.paginator import Page
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from record import clock, words
from web import symbols
from web.form_errors import error_message, form_errors
from web.macros import component
from web.parts import do_fill, do_part
from web.rich_text import markdown_html

register = template.Library()
register.tag("part", do_part)
register.tag("fill", do_fill)

Moment = date | datetime | time | None
bank_holidays = holidays.country_holidays("GB", subdiv="ENG")


def is_working_day(on: date) -> bool:
    """Monday to Friday without the bank holidays of England."""
    return words.is_weekday(on) and on not in bank_holidays


def local_day(on: Moment) -> date | None:
    """The day in Europe/London that a date or a moment falls on; nothing for nothing."""
    if isinstance(on, datetime):
        return timezone.localtime(on).date() if timezone.is_aware(on) else on.date()
    return on if isinstance(on, date) else None


def local_moment(at: datetime) -> datetime:
    return timezone.localtime(at) if timezone.is_aware(at) else at


# --- Dates and times


@register.filter
def day(on: Moment) -> str:
    """Monday 23 November; with the year when it is another year."""
    found = local_day(on)
    return words.day(found, clock.today()) if found else ""


@register.filter
def full_day(on: Moment) -> str:
    """Monday 23 November 2026."""
    found = local_day(on)
    return words.full_day(found) if found else ""


@register.filter
def plain_day(on: Moment) -> str:
    """12 November 2025: without the weekday."""
    found = local_day(on)
    return words.plain_day(found) if found else ""


@register.filter
def short_day(on: Moment) -> str:
    """12 Mar: heads of narrow columns only."""
    found = local_day(on)
    return words.short_day(found) if found else ""


@register.filter
def month(on: Moment) -> str:
    """September 2026."""
    found = local_day(on)
    return words.month(found) if found else ""


@register.filter
def clock_time(at: Moment) -> str:
    """2 pm, 9.30 am, noon."""
    if isinstance(at, datetime):
        return words.clock_time(local_moment(at))
    return words.clock_time(at) if isinstance(at, time) else ""


@register.filter
def moment(at: datetime | None) -> str:
    """Friday 20 November 2026, 4.12 pm."""
    return words.moment(local_moment(at)) if at else ""


@register.filter
def recently(at: datetime | None) -> str:
    """today, 9.14 am; 20 November."""
    return words.recently(local_moment(at), clock.today()) if at else ""


@register.filter
def days_left(on: Moment) -> str:
    """in 11 days, today, tomorrow, 1 working day late."""
    found = local_day(on)
    return words.days_left(found, clock.today(), is_working_day) if found else ""


@register.filter
def is_late(on: Moment) -> bool:
    """Whether the day has passed."""
    found = local_day(on)
    return bool(found and found < clock.today())


# --- Numbers, lists, texts


@register.filter
def percent(value: float | None) -> str:
    """41 %, 94.2 %: of a percentage from 0 to 100."""
    return "" if value is None else words.percent(float(value))


@register.filter
def number(count: int) -> str:
    """no, one … ten, 11."""
    return words.number(count)


@register.filter
def counted(count: int, noun: str) -> str:
    """{{ 2|counted:"task" }} is “two tasks”; {{ 2|counted:"child,children" }} is “two children”."""
    one, _, many = noun.partition(",")
    return words.counted(count, one, many)


@register.filter
def listed(things: Any) -> str:
    """a, b and c."""
    return words.listed(things)


@register.filter
def sentence(text: object) -> str:
    """The same words with a capital at the beginning."""
    return words.capital(str(text))


@register.filter
def nobreak(text: object) -> str:
    """The same words, never broken across lines."""
    return str(text).replace(" ", words.NBSP)


@register.filter
def markdown(text: str | None) -> SafeString:
    """Markdown as clean HTML inside one box."""
    return format_html('<div class="app-prose">{}</div>', markdown_html(text)) if text else mark_safe("")


# --- Symbols


@register.simple_tag
def rag(value: object, size: int = 20, word: bool = True) -> SafeString:
    return symbols.rag(value, size, word)


@register.simple_tag
def rag_picture(value: object, size: int = 20) -> SafeString:
    return symbols.rag_picture(value, size)


@register.simple_tag
def rag_counts(red: int, amber: int, green: int) -> SafeString:
    return symbols.rag_counts(red, amber, green)


@register.simple_tag
def direction(value: object) -> SafeString:
    return symbols.direction(value)


@register.simple_tag
def risk(level: object, noun: str = "risk") -> SafeString:
    return symbols.risk(level, noun)


@register.simple_tag
def circle(value: object, label: str = "", size: int = 18) -> SafeString:
    return symbols.circle(value, label, size)


@register.simple_tag
def mark(state: str, word: bool = False) -> SafeString:
    return symbols.mark(state, word)


@register.simple_tag
def tag(text: object) -> SafeString:
    """A fact as a grey tag."""
    return format_html('<strong class="govuk-tag govuk-tag--grey app-tag">{}</strong>', text)


@register.simple_tag
def due(on: Moment, done: bool = False) -> SafeString:
    """A day with its days left under it; late in red, today and tomorrow in bold. Done: the day alone."""
    found = local_day(on)
    if not found:
        return mark_safe('<span class="app-due">No date</span>')
    if done:
        return format_html('<span class="app-due">{}</span>', day(found))
    ahead = (found - clock.today()).days
    state = " app-due--late" if ahead < 0 else " app-due--soon" if ahead < 2 else ""
    return format_html(
        '<span class="app-due{}">{} <span class="app-due__left">{}</span></span>',
        state,
        day(found),
        days_left(found),
    )


# --- Shell, lists and forms


@register.simple_tag
def authority_name() -> str:
    return settings.AUTHORITY_NAME


@register.filter
def alert_variant(level_tag: str) -> str:
    """The alert that a message of Django's level is shown as."""
    return {"success": "success", "warning": "warning", "error": "error"}.get(level_tag, "information")


@register.simple_tag
def time_now() -> str:
    """The present moment, as in “Monday 23 November 2026, 10.42 am”."""
    return moment(clock.now())


@register.simple_tag
def describe(form: Any, name: str, label: str | None = None, hint: str | None = None) -> str:
    """Another label or hint for a field of a form that is not ours; nothing when it has no such field."""
    if form and name in form.fields:
        for each in (form.fields[name], form[name]):
            each.label = each.label if label is None else label
            each.help_text = each.help_text if hint is None else hint
    return ""


@register.simple_tag
def error_summary(*forms: Any) -> SafeString:
    """Everything to put right in these forms and formsets, or lists of them: above the heading."""
    shown = [each for form in forms if form for each in (form if isinstance(form, list) else [form])]
    if not shown:
        return mark_safe("")
    return shown[0].renderer.error_summary(*shown)


@register.simple_tag
def beside(form: Any, *place: Any) -> SafeString:
    """What is wrong at a place of the page that is no field (``record.errors.Beside``)."""
    at_id = "".join(str(part) for part in place)
    told = form_errors(form) if form and form.is_bound else []
    message = error_message(words for words, at in told if at == at_id)
    return component("error-message", {**message, "id": f"{at_id}-error"}) if message else mark_safe("")


@register.simple_tag(takes_context=True)
def sort_header(context: Context, label: str, key: str, css: str = "", name: str = "sort") -> SafeString:
    """A column head that sorts on the server: ``?sort=key``, ``?sort=-key`` when that is chosen already."""
    chosen = context["request"].GET.get(name, context.get("sort", ""))
    state = {key: ("ascending", "asc"), f"-{key}": ("descending", "desc")}.get(chosen)
    turned = f"-{key}" if chosen == key else key
    return format_html(
        '<th role="columnheader" scope="col" class="govuk-table__header{}"{}>'
        '<a class="app-sort"{} href="{}">{}</a></th>',
        f" {css}" if css else "",
        format_html(' aria-sort="{}"', state[0]) if state else "",
        format_html(' data-dir="{}"', state[1]) if state else "",
        address_with(context, **{name: turned, "page": None}),
        label,
    )


def address_with(context: Context, **changes: Any) -> str:
    """This page's query with some of its values changed; None takes one away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page, name: str = "page") -> dict[str, Any]:
    """Links to the other pages of a list; nothing when there is but one."""

    def to(number: int) -> str:
        return address_with(context, **{name: number})

    pages = [
        {"number": each, "current": each == page.number, "url": to(each)}
        if isinstance(each, int)
        else {"gap": True}
        for each in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "several": page.paginator.num_pages > 1,
        "pages": pages,
        "previous": to(page.previous_page_number()) if page.has_previous() else "",
        "next": to(page.next_page_number()) if page.has_next() else "",
    }
