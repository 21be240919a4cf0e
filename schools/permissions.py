"""What a person may do for one school, declared once."""

from enum import StrEnum
from typing import Any


class Perm(StrEnum):
    """A permission on a school, or on its local authority for all of its schools.

    The three ``READ_*`` say how far inward a person reads: a record with a circle is seen by whoever
    holds that circle's permission on its school.
    """

    VIEW_SCHOOL = "schools.see_school"
    VIEW_CASE = "schools.view_case"
    READ_SCHOOL = "schools.read_school_circle"
    READ_DIOCESE = "schools.read_diocese_circle"
    READ_LA = "schools.read_la_circle"
    MANAGE_CASE = "schools.manage_case"
    ADD_EVIDENCE = "schools.add_evidence"
    JUDGE_SCHOOL = "schools.judge_school"
    MANAGE_SHARES = "schools.manage_shares"
    MANAGE_PEOPLE = "schools.manage_people"
    CONFIRM_POSTS = "schools.confirm_posts"
    MANAGE_REGISTER = "schools.manage_register"
    MANAGE_MEETING = "schools.manage_meeting"
    RECORD_MEETING = "schools.record_meeting"
    APPROVE_MINUTES = "schools.approve_minutes"
    MANAGE_STRATEGY = "schools.manage_strategy"
    RECORD_STRATEGY = "schools.record_strategy"
    DRAFT_PLAN = "schools.draft_plan"
    WRITE_SINGLE_PLAN = "schools.write_single_plan"
    COMMENT_PLAN = "schools.comment_plan"
    APPROVE_PLAN = "schools.approve_plan"
    GATEKEEP_SUPPORT = "schools.gatekeep_support"
    CONTRIBUTE_EVIDENCE = "schools.contribute_evidence"
    RATE_PLAN = "schools.rate_plan"
    COMMENT_REVIEW = "schools.comment_review"
    DECIDE_REVIEW = "schools.decide_review"
    DRAFT_LETTER = "schools.draft_letter"
    CHECK_LETTER_LAW = "schools.check_letter_law"
    AUTHORISE_LETTER = "schools.authorise_letter"
    RESPOND_TO_LETTER = "schools.respond_to_letter"
    ASSESS_RESPONSE = "schools.assess_response"
    VIEW_AUDIT = "schools.view_audit"

    @property
    def codename(self) -> str:
        return self.value.partition(".")[2]

    @property
    def label(self) -> str:
        return f"Can {self.codename.replace('_', ' ')}"


PERMISSIONS: list[Any] = [(perm.codename, perm.label) for perm in Perm]


class Circle:
    """How far out a record may be read: the names stored in rows, and the words shown."""

    LA = "la"
    DIOCESE = "la_and_diocese"
    SCHOOL = "school"
    NAMED = "named"
    choices = [
        (LA, "LA only"),
        (DIOCESE, "LA and diocese"),
        (SCHOOL, "Shared with the school"),
        (NAMED, "Only the people named"),
    ]


CIRCLE_PERMS = {
    Circle.LA: Perm.READ_LA,
    Circle.DIOCESE: Perm.READ_DIOCESE,
    Circle.SCHOOL: Perm.READ_SCHOOL,
}
