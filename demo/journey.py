"""Living through two school years: stories that each say when they go on, told in the order of time."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from record import clock

# A story is a generator: it does something and yields the moment at which it goes on.
Story = Iterator[datetime]


def at_hour(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """That day at that time in London."""
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())


@dataclass
class Journey:
    """All stories, woven into one stream of time that ends now; ``between`` runs at every stop on the way."""

    now: datetime
    between: Callable[[], object]
    _stops: list[tuple[datetime, int, Story]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def tell(self, story: Story) -> None:
        """The story begins at the moment that it yields first."""
        moment = next(story, None)
        if moment is not None:
            heapq.heappush(self._stops, (moment, next(self._numbers), story))

    def days_to_go(self) -> int:
        first = min((moment for moment, _, _ in self._stops), default=self.now)
        return max(0, (self.now - first).days)

    def travel(self, *, progress: Callable[[int], object] = lambda days: None) -> None:
        """Every story has been told as far as the present; what lies in the future is left open."""
        here: datetime | None = None
        while self._stops and self._stops[0][0] <= self.now:
            moment, _, story = heapq.heappop(self._stops)
            if here is not None and moment.date() > here.date():
                progress((moment.date() - here.date()).days)
            here = moment
            with clock.at(moment):
                following = next(story, None)
                self.between()
            if following is not None:
                heapq.heappush(
                    self._stops, (max(following, moment + timedelta(minutes=1)), next(self._numbers), story)
                )
        with clock.at(self.now):
            self.between()
