"""The library stamps its rows with the machine's time; ours carry the time of ``record.clock``."""

from typing import Any, ClassVar

from django.db import models

from record import clock


class KeepsOurTime(models.Model):
    """Whatever time was set since the row was loaded is saved as the clock's present moment.

    So the demo county can live through two school years by its services, with every step dated rightly.
    """

    stamps: ClassVar[tuple[str, ...]] = ("created", "assigned", "started", "finished")

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._remember_times()

    def save(self, *args: Any, **kwargs: Any) -> None:
        known = {} if self._state.adding else self._loaded_times
        for name in self.stamps:
            value = self.__dict__.get(name)
            if value is not None and value != known.get(name):
                setattr(self, name, clock.now())
        super().save(*args, **kwargs)
        self._remember_times()

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self._remember_times()

    def _remember_times(self) -> None:
        self._loaded_times = {name: self.__dict__[name] for name in self.stamps if name in self.__dict__}
