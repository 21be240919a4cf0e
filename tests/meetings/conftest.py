"""The same case and conference as the tests of processes."""

from tests.workflows.conftest import case, meeting, monday

__all__ = ["case", "meeting", "monday"]
