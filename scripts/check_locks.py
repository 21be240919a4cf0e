"""Lock files name packages and hashes, never where a machine got them from."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
bad = [
    f"{name} names an address: {found.group(0)}"
    for name in ("requirements.lock", "package-lock.json")
    for found in [re.search(r"\"resolved\"|https?://(?!opencollective|github|tidelift|paypal|bugs)\S+|--(extra-)?index-url|--find-links", (ROOT / name).read_text())]
    if found
]
print("\n".join(bad))  # noqa: T201
sys.exit(bool(bad))
