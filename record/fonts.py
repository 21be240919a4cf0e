"""Which characters the fonts of this machine can print: a name in boxes is no name."""

import subprocess
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

ALWAYS_PRINTED = 0x250  # Liberation Sans, in which everything is set, has every letter below
DRAWN_BY_OTHERS = ("C", "M", "Z")  # controls, marks and spaces: no shape of their own


def not_printable(texts: Iterable[str]) -> list[str]:
    """The characters in these texts that no font here has, each once, in the order of the alphabet.

    Without fontconfig on the machine nothing is known of fonts, and nothing is found.
    """
    asked = {char for text in texts for char in text if ord(char) >= ALWAYS_PRINTED}
    return sorted(char for char in asked if not _is_printed(char))


@lru_cache(maxsize=4096)
def _is_printed(char: str) -> bool:
    if unicodedata.category(char).startswith(DRAWN_BY_OTHERS):
        return True
    try:
        found = subprocess.run(  # noqa: S603 - a fixed command with a number in it
            ["fc-list", f":charset={ord(char):x}", "family"],  # noqa: S607
            capture_output=True,
            check=True,
            timeout=10,
        )
    except (OSError, subprocess.SubprocessError):
        return True
    return bool(found.stdout.strip())
