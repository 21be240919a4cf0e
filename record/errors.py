"""What a rule of the field says when it is broken."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError


class RuleError(Exception):
    """A rule, not a right, forbids the act: the message says what to do instead.

    ``field`` names the form field that the message belongs to, where there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field

    @property
    def told(self) -> list[tuple[str | None, str]]:
        """Each sentence with the field that it belongs to."""
        return [(self.field, str(self))]


class SeveralRules(RuleError):
    """Several rules at once forbid the act: ``told`` has each with its own field, the message all of them."""

    def __init__(self, told: Sequence[tuple[str | None, str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in told), field=told[0][0])
        self._told = list(told)

    @property
    def told(self) -> list[tuple[str | None, str]]:
        return self._told


class AlreadyDone(RuleError):
    """The act was carried out before, by somebody else or by an earlier click."""


class Beside(ValidationError):
    """What is wrong in a form with another thing than a whole field, which its sentence stands beside.

    ``option``: one option of the field that it is added to, by its value; ``at``: the id of a place of the
    page, where the page draws it with ``{% beside form "id" %}``.
    """

    def __init__(self, sentence: str, *, option: str = "", at: str = "") -> None:
        super().__init__(sentence)
        self.option, self.at = option, at
