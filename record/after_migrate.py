"""What the ground floor does after every migrate."""

from typing import Any

from record.rules import load_rules
from record.triggers import install_triggers


def prepare(*, using: str, **kwargs: Any) -> None:
    """The rules of counting days are there, and the database guards the record."""
    load_rules()
    install_triggers(using)
