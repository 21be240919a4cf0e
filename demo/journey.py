"""Living through two school years: stories that each say when they go on, told in the order of time."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from record import clock

# A story is a generator: it does something and yields the moment at which it goes on.
Story = Iterator[datetime]
ONE_MINUTE = timedelta(minutes=1)


@dataclass
class Journey:
    """All stories, woven into one stream of time that ends now.

    ``between`` runs at every stop on the way. ``due_after`` names the next moment at which it has something
    to do by itself, so that reminders come on their mornings: that is a stop, too.
    """

    now: datetime
    between: Callable[[], object]
    due_after: Callable[[datetime], datetime | None]
    _stops: list[tuple[datetime, int, Story]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def tell(self, story: Story) -> None:
        """The story begins at the moment that it yields first."""
        moment = next(story, None)
        if moment is not None:
            heapq.heappush(self._stops, (moment, next(self._numbers), story))

    def travel(self, *, progress: Callable[[float], object] = lambda way: None) -> None:
        """Every story has been told as far as the present; what lies in the future is left open.

        ``progress`` is told which part of the work is done more than before; the parts add up to 1.
        """
        began = here = self._begins() - ONE_MINUTE
        while (moment := self._next_stop(here)) <= self.now:
            progress(self._done_by(moment, began) - self._done_by(here, began))
            here = moment
            with clock.at(moment):
                if self._stops and self._stops[0][0] <= moment:
                    self._go_on(moment)
                self.between()
        with clock.at(self.now):
            self.between()

    def _done_by(self, moment: datetime, began: datetime) -> float:
        """The nearer to the present, the more happens in a day: about the third power of the way is done."""
        return ((moment - began) / (self.now - began)) ** 3

    def _begins(self) -> datetime:
        return min((moment for moment, _, _ in self._stops), default=self.now)

    def _next_stop(self, here: datetime) -> datetime:
        """Where a story goes on or something is due, whichever is first; beyond the present without any."""
        told = self._stops[0][0] if self._stops else None
        moments = [moment for moment in (told, self.due_after(here)) if moment]
        return min(moments, default=self.now + ONE_MINUTE)

    def _go_on(self, moment: datetime) -> None:
        _, _, story = heapq.heappop(self._stops)
        following = next(story, None)
        if following is not None:
            following = max(following, moment + ONE_MINUTE)
            heapq.heappush(self._stops, (following, next(self._numbers), story))
