"""Asking for support: what is warned about and what is refused."""

from datetime import date
from decimal import Decimal

import pytest

from record import clock
from record.errors import RuleError
from schools.models import Succession
from support.models import Deployment, Provider
from support.services.answering import warnings_now
from support.services.providers import end_provider
from support.services.rules import Warned
from tests.concern_cases.makers import make_plan
from tests.factories import make_la, make_school, make_user
from tests.support.makers import days, make_deployment, make_provider, make_terms, work


def warnings_of(cast, provider, **facts):
    with pytest.raises(Warned) as warned:
        make_deployment(cast, provider, **facts)
    assert not Deployment.objects.filter(provider=provider, school=cast.school).exists()
    return warned.value.warnings


# --- Warnings


def test_overbooking_warns_with_the_days_and_can_be_asked_for_all_the_same(cast, provider):
    make_terms(cast.la)
    make_deployment(cast, provider, school=cast.other_school, days=Decimal(16))
    [warning] = warnings_of(cast, provider)
    assert warning == ("Ruth Calloway would be overbooked in the autumn term 2026: 22 days promised of 20.")
    made = make_deployment(cast, provider, in_spite_of=[warning])
    assert made.warnings == [warning]


def test_days_that_were_used_earlier_in_the_term_count(cast, provider):
    facts = {"school": cast.other_school, "starts_on": days(-40), "ends_on": days(-5), "days": Decimal(16)}
    over = make_deployment(cast, provider, **facts)
    work(over, by=cast.senior_adviser, on=days(-20), days=Decimal(15))
    [warning] = warnings_of(cast, provider)
    assert "21 days promised of 20" in warning


def test_support_that_began_long_before_it_is_asked_for_warns_once(cast, provider):
    late = {"starts_on": days(-92), "ends_on": days(30)}  # three months: it is written up now
    make_deployment(cast, provider, school=cast.other_school, **late)
    [warning] = warnings_of(cast, provider, starts_on=date(2020, 1, 1), ends_on=days(30))
    assert warning.startswith("It begins on 1 January 2020, more than three months before it is asked for")
    made = make_deployment(
        cast, provider, starts_on=date(2020, 1, 1), ends_on=days(30), in_spite_of=[warning]
    )
    assert made.warnings == [warning]
    with clock.at(days(10)):
        assert warnings_now(made) == [warning]


def test_support_that_was_asked_for_in_time_does_not_warn_later(cast, provider):
    made = make_deployment(cast, provider, starts_on=days(-60), ends_on=days(200))
    with clock.at(days(60)):
        assert warnings_now(made) == []


def test_a_tick_for_another_warning_is_none_for_this(cast, provider):
    make_deployment(cast, provider, school=cast.other_school, days=Decimal(16))
    with pytest.raises(Warned):
        make_deployment(cast, provider, in_spite_of=["Ruth Calloway is busy."])


def test_within_the_days_of_the_term_nothing_warns(cast, provider):
    make_deployment(cast, provider, school=cast.other_school, days=Decimal(14))
    assert make_deployment(cast, provider).warnings == []


def test_the_own_school_of_a_provider_warns(cast):
    provider = make_provider(cast, school=cast.school)
    [warning] = warnings_of(cast, provider)
    assert "it would support its own school" in warning


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("federation_name", "The Vale Federation", "is in one federation with"),
        ("trust_code", "T9001", "is in one trust with"),
    ],
)
def test_a_school_of_the_same_federation_or_trust_warns(cast, field, value, words):
    sister = make_school(**{field: value})
    setattr(cast.school, field, value)
    cast.school.save()
    [warning] = warnings_of(cast, make_provider(cast, school=sister))
    assert words in warning


def test_an_amalgamated_school_warns(cast):
    before = make_school()
    Succession.objects.create(predecessor=before, successor=cast.school, kind="amalgamation")
    [warning] = warnings_of(cast, make_provider(cast, school=before))
    assert "amalgamated" in warning


def test_a_post_of_the_person_at_the_school_warns(cast):
    [warning] = warnings_of(cast, make_provider(cast, user=cast.head, name="David Lorimer"))
    assert "David Lorimer belongs to Fernhallow St Wystan" in warning


def test_whoever_is_at_the_school_to_support_it_does_not_warn(cast):
    assert make_deployment(cast, make_provider(cast, user=cast.nle)).warnings == []


# --- Refusals


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"why": " "}, "why"),
        ({"days": Decimal(0)}, "days"),
        ({"starts_on": date(2026, 12, 2), "ends_on": date(2026, 12, 1)}, "ends_on"),
        ({"circle": "everybody"}, "circle"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(cast, provider, facts, field):
    with pytest.raises(RuleError) as refused:
        make_deployment(cast, provider, **facts)
    assert refused.value.field == field


def test_a_closed_school_is_refused(cast, provider):
    cast.school.status = "Closed"
    cast.school.save()
    with pytest.raises(RuleError, match="closed in the register"):
        make_deployment(cast, provider)


def test_a_provider_that_ends_before_is_refused(cast, provider):
    end_provider(provider, on=days(7), by=cast.senior_adviser)
    with pytest.raises(RuleError, match="can’t be asked for so long"):
        make_deployment(cast, provider)


def test_a_provider_of_another_authority_is_refused(cast, provider):
    Provider.objects.update(la=make_la(code="998", name="Elsewhere"))
    with pytest.raises(RuleError, match="own authority"):
        make_deployment(cast, provider)


def test_an_objective_has_to_be_one_of_the_plan_in_force(cast, case, provider):
    plan = make_plan(case)
    objective = plan.objectives.get()
    assert make_deployment(cast, provider, objective=objective).objective == objective
    plan.versions.update(status="superseded")
    with pytest.raises(RuleError, match="plan in force"):
        make_deployment(cast, provider, objective=objective)


def test_it_belongs_to_the_open_case_of_the_school(cast, case, provider):
    assert make_deployment(cast, provider).case == case


def test_a_named_deployment_is_for_those_named(cast, provider):
    named = [cast.aht, cast.sip]
    made = make_deployment(cast, provider, circle="named", named=named)
    assert set(made.named.all()) == {*named, cast.senior_adviser}
    visible = [who for who in vars(cast) if _sees(getattr(cast, who), made)]
    assert sorted(visible) == ["aht", "senior_adviser", "sip"]


def _sees(user, made):
    return hasattr(user, "email") and Deployment.objects.visible_to(user).filter(pk=made.pk).exists()


def test_whoever_is_sent_sees_their_own_and_nothing_else(cast):
    stranger = make_user("Local Leader")
    mine = make_deployment(cast, make_provider(cast, user=stranger, name="Local Leader", kind="lle"))
    make_deployment(cast)
    assert list(Deployment.objects.visible_to(stranger)) == [mine]
    assert list(Provider.objects.visible_to(stranger)) == [mine.provider]


@pytest.mark.parametrize(
    ("circle", "readers"),
    [
        ("la_and_diocese", "senior_adviser sip aht diocesan_officer"),
        ("school", "senior_adviser sip aht diocesan_officer head governor nle"),
    ],
)
def test_a_circle_is_kept(cast, provider, circle, readers):
    made = make_deployment(cast, provider, circle=circle)
    for who in ("senior_adviser", "sip", "aht", "diocesan_officer", "head", "governor", "nle", "other_chair"):
        assert _sees(getattr(cast, who), made) == (who in readers.split()), who
