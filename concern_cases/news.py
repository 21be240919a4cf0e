"""What is new in a case for one reader, since that reader last looked at it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from concern_cases.events import sentence_of
from concern_cases.models import CaseEvent, ConcernCase, LastLook
from people.models import Post, Share
from record import clock

A_VISIT = timedelta(minutes=30)  # whoever comes back within it is still on the same visit
TOLD = 4  # sentences; the rest is counted
TOLD_AT_HOME = 2
NEW_FOR = timedelta(days=28)  # after it came to the reader a case counts as new until it is looked at
A_MOMENT = timedelta(minutes=1)  # what gave the case to its lead is told as well


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


@dataclass(frozen=True)
class CaseNews:
    """A case in which something is new, and the latest of it in a sentence or two."""

    case: Any
    sentences: list[str]
    more: int


def cases_with_news(cases: QuerySet[Any], user: Any, *, limit: int = 6) -> tuple[list[CaseNews], int]:
    """Of these cases those in which others did something that is new to the reader, and how many more.

    The latest first. New is what happened since the reader looked, and in a case that came to him or her
    lately (``came_lately``) what happened since. Six queries, whatever the number of cases.
    """
    found = _with_counts(cases, user)
    shown = found[:limit]
    of_case = Window(RowNumber(), partition_by=F("case_reference"), order_by=F("position").desc())
    latest = _of_others(user).filter(case_reference__in=[case.reference for case in shown])
    latest = latest.annotate(place=of_case).filter(place__lte=TOLD_AT_HOME).order_by("-position")
    sentences: dict[str, list[str]] = defaultdict(list)
    for event in latest if shown else ():
        sentences[event.case_reference].append(told(event))
    news = []
    for case in shown:
        said = sentences[case.reference][: case.news_count]
        news.append(CaseNews(case, said, case.news_count - len(said)))
    return news, len(found) - len(shown)


def _with_counts(cases: QuerySet[Any], user: Any) -> list[Any]:
    looked = LastLook.objects.filter(user=user, case=OuterRef("pk"))
    since: Any = Subquery(looked.values("at")[:1])
    lately = came_lately(cases, user)
    if lately:
        since = Coalesce(since, Case(*[When(pk=key, then=Value(at)) for key, at in lately.items()]))
    events = _of_others(user).filter(case_reference=OuterRef("reference"), at__gt=OuterRef("known_at"))
    grouped = events.order_by().values("case_reference").annotate(n=Count("pk"), latest=Max("at"))
    found = cases.annotate(known_at=since).filter(known_at__isnull=False)
    found = found.annotate(
        news_count=Subquery(grouped.values("n")), news_at=Subquery(grouped.values("latest"))
    )
    return list(found.filter(news_count__gt=0).order_by(F("news_at").desc()))


def came_lately(cases: QuerySet[Any], user: Any) -> dict[int, datetime]:
    """Since when the reader leads a case, or sees it by a share or a post, where that is few weeks ago.

    Four queries.
    """
    recent = clock.now() - NEW_FOR
    led = ConcernCase.history.filter(lead_id=user.pk, id__in=cases.filter(lead=user).values("pk"))
    firsts = led.order_by().values("id").annotate(first=Min("history_date"))
    found = {row["id"]: row["first"] - A_MOMENT for row in firsts if row["first"] >= recent}
    posts = Post.objects.current().filter(user=user)
    shares = Share.objects.current().filter(Q(user=user) | Q(diocese__in=posts.values("diocese")))
    held = posts.filter(schools__isnull=False, since__gte=recent.date())
    days = [
        *shares.filter(since__gte=recent.date()).values_list("school", "since"),
        *held.values_list("schools", "since"),
    ]
    since = {school: timezone.make_aware(datetime.combine(day, time())) for school, day in days}
    for key, school in cases.filter(school__in=since).values_list("pk", "school") if since else ():
        found.setdefault(key, since[school])
    return found


def told(event: CaseEvent) -> str:
    """The event as a whole sentence: "Helen Marchetti agreed an action with …"."""
    words = f"{event.actor_name} {sentence_of(event)}" if event.actor_name else sentence_of(event)
    words = words[:1].upper() + words[1:]
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _of_others(user: Any) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.visible_to(user).filter(~Q(actor_id=user.pk) | Q(actor_id=None))
