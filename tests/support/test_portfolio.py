"""The portfolio and the programmes are lists that people keep: added to, renamed, retired, offered again."""

import pytest
from django.apps import apps

from record.errors import AlreadyDone, RuleError
from support.entitled import entitled_of
from support.models import Entitlement, Programme, SupportType
from support.reference import Usual
from support.services.portfolio import (
    add_to_portfolio,
    change_in_portfolio,
    offer_again,
    retire_from_portfolio,
)
from support.services.requests import change_request
from support.services.rules import Warned
from tests.support.makers import make_deployment, make_place, make_provider
from tests.support.test_pages import address, judge, send, text_of
from tests.support.test_requests import request


def add(cast, model=SupportType, **facts):
    return add_to_portfolio(model, by=cast.senior_adviser, **{"name": "Music hub", "about": "", **facts})


def test_a_kind_is_added_last_and_renamed_under_the_code_it_has(cast):
    row = add(cast)
    assert (row.code, SupportType.objects.in_use().last()) == ("music-hub", row)
    change_in_portfolio(row, name="Arts hub", about="Music and dance.", by=cast.senior_adviser)
    row.refresh_from_db()
    assert (row.code, row.history.earliest().name) == ("music-hub", "Music hub")
    assert add(cast).code == "music-hub-2"
    assert add(cast, name="Add").code == "add-2"


@pytest.mark.parametrize(("name", "why"), [(" ", "Give it a name"), ("leading TEACHER", "already")])
def test_a_name_that_is_none_or_that_another_has_is_refused(cast, name, why):
    with pytest.raises(RuleError, match=why) as refused:
        add(cast, name=name)
    assert refused.value.field == "name"


def test_a_retired_kind_stays_on_what_has_it_and_is_offered_no_more(cast, provider):
    judge(cast)
    waiting = make_deployment(cast, provider)
    kind = provider.type
    retire_from_portfolio(kind, by=cast.senior_adviser)
    with pytest.raises(AlreadyDone):
        retire_from_portfolio(kind, by=cast.senior_adviser)
    with pytest.raises(RuleError, match="not offered any more") as refused:
        make_deployment(cast, provider)
    assert refused.value.field == "provider"
    change_request(waiting, facts=request(waiting, why="Year 4 too."), by=cast.senior_adviser)
    assert str(kind) not in {line.kind for line in entitled_of(cast.school, cast.senior_adviser).lines}
    assert Entitlement.objects.in_force().filter(type=kind).exists()
    with pytest.raises(RuleError, match="which is retired: offer it again"):
        add(cast, name=kind.name)
    offer_again(kind, by=cast.senior_adviser)
    assert make_deployment(cast, provider).provider.type == kind


def test_a_retired_kind_is_not_offered_where_support_is_asked_for(cast, case, as_, provider):
    other = make_provider(cast, kind="lle", name="Gareth Moxon")
    retire_from_portfolio(provider.type, by=cast.senior_adviser)
    browser = as_(cast.senior_adviser)
    asked = browser.get(address("case_ask", case.reference)).context["form"].fields["provider"].queryset
    assert list(asked) == [other]
    assert "National Leader of Education" in text_of(browser.get(provider.get_absolute_url()))
    assert "Not offered any more" in text_of(browser.get(address("kinds")))


def test_a_retired_programme_takes_no_school_and_keeps_those_it_had(cast):
    place = make_place(cast)
    retire_from_portfolio(place.programme, by=cast.senior_adviser)
    with pytest.raises(RuleError, match="not offered any more"):
        make_place(cast, school=cast.other_school)
    place.refresh_from_db()
    assert str(place.programme) == "Partners in Leadership"


def test_managers_keep_both_lists_on_their_pages(cast, as_):
    browser = as_(cast.senior_adviser)
    send(browser, address("add_kind"), name="Music hub", about="Singing.", is_gatekeeper="on")
    assert SupportType.objects.get(code="music-hub").is_gatekeeper
    send(browser, address("change_kind", "music-hub"), name="Arts hub", about="Singing.")
    kind = SupportType.objects.get(code="music-hub")
    assert (kind.name, kind.is_gatekeeper) == ("Arts hub", False)
    send(browser, address("add_programme"), name="Reading schools", about="")
    send(browser, address("retire_programme", "reading-schools"))
    assert not Programme.objects.get(code="reading-schools").is_in_use
    page = text_of(browser.get(address("programme", "reading-schools")))
    assert "Offer again" in page
    assert "Add a school" not in page
    send(browser, address("offer_programme", "reading-schools"))
    assert Programme.objects.get(code="reading-schools").is_in_use


def test_the_portfolio_has_the_kinds_of_the_source_document_and_what_every_school_may_have(db):
    codes = set(SupportType.objects.values_list("code", flat=True))
    kinds = "nle nss lle aht provider leading-teacher consultant consultant-governor partnership "
    kinds += "adviser leadership-partners"
    assert set(kinds.split()) <= codes
    assert Programme.objects.filter(code="partners-in-leadership").exists()
    for category in ("inadequate", "good", "outstanding"):
        table = Entitlement.objects.in_force().filter(category__code=category)
        assert table.get(type__code="subject-network").is_offered
    assert not Entitlement.objects.get(category__code="inadequate", type__code="nss").is_offered


def test_what_people_wrote_of_a_kind_is_not_written_again_and_a_new_kind_has_the_usual_table(
    cast, monkeypatch
):
    """After every migrate: a table that people emptied stays empty."""
    Entitlement.objects.filter(type__code="lle").delete()
    new = add(cast)
    usual = [Usual("good", "lle"), Usual("good", new.code, 2, offered=True)]
    monkeypatch.setattr("support.apps.ENTITLEMENTS", usual)
    for _ in range(2):
        apps.get_app_config("support").load_reference_rows(using="default")
    assert not Entitlement.objects.filter(type__code="lle").exists()
    assert Entitlement.objects.get(type=new).days == 2


def test_a_school_of_its_own_gives_support_as_a_national_support_school(cast):
    nss = make_provider(cast, kind="nss", name="Otterbourne St Brannoc’s", school=cast.other_school)
    assert make_deployment(cast, nss).warnings == []
    with pytest.raises(Warned, match="tick it"):
        make_deployment(cast, nss, school=cast.other_school)
