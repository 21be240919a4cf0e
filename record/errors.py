"""What a rule of the field says when it is broken."""


class RuleError(Exception):
    """A rule, not a right, forbids the act: the message says what to do instead.

    ``field`` names the form field that the message belongs to, where there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class AlreadyDone(RuleError):
    """The act was carried out before, by somebody else or by an earlier click."""
