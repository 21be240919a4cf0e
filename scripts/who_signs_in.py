"""Prints the address of the development site and a few people to sign in as."""

import json
import sys
from pathlib import Path

SHOWN = (
    "senior_adviser",
    "head_of_improvement",
    "diocesan_officer",
    "headteacher",
    "chair",
    "clerk",
    "administrator",
)


def main(cast_file: str, address: str) -> None:
    people = json.loads(Path(cast_file).read_text())
    first = {}
    for person in sorted(
        people, key=lambda person: -person.get("letters", 0)
    ):  # somebody with a letter to answer
        first.setdefault(person["role"], person)
    print(f"\nSchools of Concern: {address}\n")  # noqa: T201
    print(f"Sign in with the password «{people[0]['password']}» as one of:")  # noqa: T201
    for role in SHOWN:
        if role in first:
            person = first[role]
            print(f"  {person['title']:34} {person['email']}")  # noqa: T201
    print(f"\nEverybody: {cast_file}. Mail that would have been sent: {address}/mail/. Ctrl-C stops.\n")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
