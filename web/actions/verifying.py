"""Actions that are done and that somebody may verify."""

from typing import Any

from django.db.models import F, Q, QuerySet

from concern_cases.models import Action, ConcernCase
from people.access import schools_where
from schools.permissions import Perm


def actions_to_verify(user: Any) -> QuerySet[Action]:
    """Done by somebody else where the user may verify: for the lead of an open case, and who chaired.

    What the lead did is for everybody who may.
    """
    mine = Q(case__lead=user) | Q(decisions__meeting__chair=user) | Q(owner=F("case__lead"))
    done = Action.objects.to_verify().visible_to(user).filter(mine).exclude(owner=user)
    done = done.exclude(case__status=ConcernCase.Status.CLOSED).exclude(case=None)
    done = done.filter(school__in=schools_where(user, may=Perm.APPROVE_MINUTES))
    return done.select_related("school", "case").distinct()
