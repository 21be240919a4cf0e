"""Lock files name packages and hashes, never where a machine got them from."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = re.compile(r'"resolved"|https?://|--(extra-)?index-url|--find-links')
FUNDING = re.compile(r'"(url|funding)": "https?://[^"]*"')  # where a package asks for donations

bad = []
for name in ("requirements.lock", "package-lock.json"):
    for number, line in enumerate((ROOT / name).read_text().splitlines(), start=1):
        if ADDRESS.search(FUNDING.sub("", line)):
            bad.append(f"{name}:{number} names an address: {line.strip()}")
print("\n".join(bad))  # noqa: T201
sys.exit(bool(bad))
