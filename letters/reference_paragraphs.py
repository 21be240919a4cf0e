"""The paragraphs that every copy's library begins with; those who authorise letters may change them."""

from typing import Any

PARAGRAPHS: list[dict[str, Any]] = [
    {
        "code": "meeting_offered",
        "name": "We offer to meet",
        "order": 1,
        "text": (
            "We should like to meet you to talk about this letter before {due}. Please let us know which "
            "days suit the {body}."
        ),
    },
    {
        "code": "support_of_another_school",
        "name": "Support of another school",
        "order": 2,
        "text": (
            "The council can arrange for a school that does this well to work with {school}. If the {body} "
            "wishes it, we shall propose a school and the days."
        ),
    },
    {
        "code": "governors_training",
        "name": "Training for governors",
        "order": 3,
        "text": (
            "The council offers training to governors on reading data about results and on holding leaders "
            "to account. The chair can book it for the whole {body}."
        ),
    },
    {
        "code": "put_right",
        "name": "If something here is not right",
        "order": 4,
        "text": (
            "If anything that this letter states as a fact is not right, please tell us at once, and say "
            "where it is written otherwise. You need not wait for your answer to the rest."
        ),
    },
]
