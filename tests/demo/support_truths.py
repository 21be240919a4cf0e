"""What holds of support in the demo county, a sentence each; asked for together with the other truths."""

from collections import Counter

from django.http import QueryDict
from django.utils import timezone

from concern_cases.models import ConcernCase
from people.models import Post
from people.roles import Role
from record import clock
from support.elsewhere import elsewhere
from support.listing import provider_list
from support.models import DaysUsed, Deployment, ExternalEvaluation, ProgrammePlace
from tests.demo.truths import truth

Status = Deployment.Status


@truth
def support_has_ended_and_was_judged_to_have_helped_or_not() -> None:
    ended = Deployment.objects.filter(status=Status.ENDED)
    assert {True, False} <= set(ended.values_list("worked", flat=True))
    assert ended.count() >= 10
    for row in ended:
        assert row.impact
        assert row.starts_on <= row.ended_on <= clock.today()
        assert row.used.exists(), row


@truth
def some_support_is_past_its_end_some_waits_and_a_change_does() -> None:
    assert Deployment.objects.past_their_end().exists()
    assert Deployment.objects.filter(status=Status.PROPOSED).count() == 1
    assert Deployment.objects.filter(status=Status.AGREED, change_days__isnull=False).count() == 1


@truth
def days_were_worked_while_the_support_ran_and_say_what_was_done() -> None:
    for entry in DaysUsed.objects.select_related("deployment"):
        last = entry.deployment.ended_on or entry.deployment.ends_on
        assert entry.deployment.starts_on <= entry.on <= last, entry
        assert entry.done
    assert not DaysUsed.objects.filter(on__gt=clock.today()).exists()


@truth
def support_is_asked_for_before_it_begins_for_an_objective_of_the_school() -> None:
    for row in Deployment.objects.select_related("objective__plan", "case"):
        assert timezone.localdate(row.asked_at) < row.starts_on, row
        assert row.objective.plan.school_id == row.school_id
        assert row.case.opened_on <= row.starts_on


@truth
def somebody_is_overbooked_and_somebody_has_days_left() -> None:
    adviser = Post.objects.filter(role=Role.SENIOR_ADVISER).first().user
    stands = [line.stands for line in provider_list(adviser, QueryDict()).lines]
    assert any(row.is_overbooked for row in stands)
    assert any(row.left for row in stands)


@truth
def what_worked_elsewhere_is_known_for_most_schools_with_a_plan() -> None:
    adviser = Post.objects.filter(role=Role.SENIOR_ADVISER).first().user
    found = []
    for case in ConcernCase.objects.open().filter(plans__closed_on=None, plans__isnull=False):
        objectives = case.plans.first().objectives.select_related("area")
        found.append(any(elsewhere(row.area, school=case.school, user=adviser) for row in objectives))
    assert sum(found) > len(found) / 2


@truth
def evaluations_stand_at_every_stage() -> None:
    today = clock.today()
    rows = ExternalEvaluation.objects.all()
    states = Counter(
        "withdrawn"
        if row.withdrawn_at
        else "received"
        if row.received_on
        else "overdue"
        if row.due_on < today
        else "awaited"
        for row in rows
    )
    assert states == {"received": 3, "overdue": 1, "awaited": 1, "withdrawn": 1}
    for row in rows:
        assert row.case.opened_on < row.commissioned_on < row.due_on, row
        assert bool(row.findings) == bool(row.received_on)
        assert row.received_on is None or row.received_on <= today


@truth
def programmes_have_several_schools_now_and_had_others_that_say_what_came_of_it() -> None:
    now = Counter(ProgrammePlace.objects.current().values_list("programme__code", flat=True))
    assert len(now) >= 6
    assert max(now.values()) >= 4
    before = ProgrammePlace.objects.filter(ends_on__lt=clock.today())
    assert before.exists()
    assert not before.filter(came_of_it="").exists()
    for place in ProgrammePlace.objects.exclude(partner=None):
        pair = ProgrammePlace.objects.get(
            programme=place.programme, school=place.partner, starts_on=place.starts_on
        )
        assert pair.partner == place.school, place
