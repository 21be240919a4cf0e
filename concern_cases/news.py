"""What is new in a case for one reader, since that reader last looked at it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from concern_cases.events import sentence_of
from concern_cases.models import CaseEvent, ConcernCase, LastLook
from record import clock

A_VISIT = timedelta(minutes=30)  # whoever comes back within it is still on the same visit
TOLD = 4  # sentences; the rest is counted


@dataclass(frozen=True)
class News:
    """What happened in a case since a visit, by anybody but the reader: the latest first."""

    since: datetime
    sentences: list[str]
    more: int

    @property
    def count(self) -> int:
        return len(self.sentences) + self.more


def look_at(case: ConcernCase, user: Any) -> datetime | None:
    """The reader looks at the case now. When the visit before this one was; None if there was none.

    Pages that follow each other within half an hour are one visit, so that what is new stays in sight while
    one reads.
    """
    now = clock.now()
    look, is_first = LastLook.objects.get_or_create(user=user, case=case, defaults={"at": now})
    if not is_first:
        if now - look.at > A_VISIT:
            look.before = look.at
        look.at = now
        look.save()
    return look.before


def news_of(case: ConcernCase, user: Any, *, since: datetime | None) -> News | None:
    """What the reader may read of what others did in the case since then; None when that is nothing."""
    if since is None:
        return None
    events = _of_others(user).filter(case_reference=case.reference, at__gt=since)
    latest = list(events.order_by("-position")[: TOLD + 1])
    if not latest:
        return None
    more = events.count() - TOLD if len(latest) > TOLD else 0
    return News(since, [told(event) for event in latest[:TOLD]], more)


def cases_with_news(cases: QuerySet[Any], user: Any, *, limit: int = 6) -> list[Any]:
    """Of these cases those that the reader knows and in which something is new, the latest first.

    Each with ``news_count`` and ``news_at``: one query, whatever the number of cases.
    """
    looked = LastLook.objects.filter(user=user, case=OuterRef("pk"))
    since = Subquery(looked.values("at")[:1])
    events = _of_others(user).filter(case_reference=OuterRef("reference"), at__gt=OuterRef("looked_at"))
    grouped = events.order_by().values("case_reference").annotate(n=Count("pk"), latest=Max("at"))
    found = cases.annotate(looked_at=since).filter(looked_at__isnull=False)
    found = found.annotate(
        news_count=Subquery(grouped.values("n")), news_at=Subquery(grouped.values("latest"))
    )
    return list(found.filter(news_count__gt=0).order_by(F("news_at").desc())[:limit])


def told(event: CaseEvent) -> str:
    """The event as a whole sentence: "Helen Marchetti agreed an action with …"."""
    words = f"{event.actor_name} {sentence_of(event)}" if event.actor_name else sentence_of(event)
    words = words[:1].upper() + words[1:]
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _of_others(user: Any) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.visible_to(user).filter(~Q(actor_id=user.pk) | Q(actor_id=None))
