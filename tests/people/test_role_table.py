"""What each role may do, written out once more: a change of the table has to be meant, and made twice."""

import pytest

from people import access
from people.roles import RULES, Role, Scope, innermost, reading
from people.services.wanted import perms_of_share
from schools.permissions import Circle, Perm
from tests.factories import make_diocese, make_la, make_post, make_school, make_share

READ_ALL = "READ_SCHOOL READ_DIOCESE READ_LA"
TABLE: dict[str, str] = {
    "director": (
        f"VIEW_SCHOOL VIEW_CASE {READ_ALL} MANAGE_CASE ADD_EVIDENCE JUDGE_SCHOOL MANAGE_SHARES "
        "CONFIRM_POSTS APPROVE_MINUTES MANAGE_STRATEGY DECIDE_REVIEW AUTHORISE_LETTER ASSESS_RESPONSE "
        "VIEW_AUDIT"
    ),
    "head_of_improvement": (
        f"VIEW_SCHOOL VIEW_CASE {READ_ALL} MANAGE_CASE ADD_EVIDENCE JUDGE_SCHOOL MANAGE_SHARES "
        "CONFIRM_POSTS APPROVE_MINUTES MANAGE_STRATEGY DECIDE_REVIEW DRAFT_LETTER AUTHORISE_LETTER "
        "ASSESS_RESPONSE VIEW_AUDIT"
    ),
    "senior_adviser": (
        f"VIEW_SCHOOL VIEW_CASE {READ_ALL} MANAGE_CASE ADD_EVIDENCE JUDGE_SCHOOL MANAGE_SHARES "
        "MANAGE_MEETING RECORD_MEETING APPROVE_MINUTES MANAGE_STRATEGY RECORD_STRATEGY APPROVE_PLAN "
        "CONTRIBUTE_EVIDENCE RATE_PLAN DECIDE_REVIEW DRAFT_LETTER RESPOND_TO_LETTER "
        "ASSESS_RESPONSE VIEW_AUDIT"
    ),
    "sip": (
        f"VIEW_SCHOOL VIEW_CASE {READ_ALL} ADD_EVIDENCE JUDGE_SCHOOL DRAFT_PLAN WRITE_SINGLE_PLAN "
        "CONTRIBUTE_EVIDENCE RATE_PLAN"
    ),
    "legal_adviser": f"VIEW_SCHOOL VIEW_CASE {READ_ALL} CHECK_LETTER_LAW",
    "consultant": f"VIEW_SCHOOL VIEW_CASE {READ_ALL} ADD_EVIDENCE CONTRIBUTE_EVIDENCE",
    "clerk": f"VIEW_SCHOOL VIEW_CASE {READ_ALL} ADD_EVIDENCE MANAGE_MEETING RECORD_MEETING RECORD_STRATEGY",
    "strategy_member": f"VIEW_SCHOOL VIEW_CASE {READ_ALL}",
    "panel_member": "VIEW_SCHOOL",
    "auditor": f"VIEW_SCHOOL VIEW_CASE {READ_ALL} VIEW_AUDIT",
    "information_officer": f"VIEW_SCHOOL VIEW_CASE {READ_ALL} VIEW_AUDIT",
    "diocesan_officer": "VIEW_SCHOOL VIEW_CASE READ_SCHOOL READ_DIOCESE ADD_EVIDENCE CONTRIBUTE_EVIDENCE",
    "aht": (
        "VIEW_SCHOOL VIEW_CASE READ_SCHOOL READ_DIOCESE ADD_EVIDENCE DRAFT_PLAN WRITE_SINGLE_PLAN "
        "CONTRIBUTE_EVIDENCE GATEKEEP_SUPPORT"
    ),
    "nle": "VIEW_SCHOOL VIEW_CASE READ_SCHOOL ADD_EVIDENCE DRAFT_PLAN WRITE_SINGLE_PLAN CONTRIBUTE_EVIDENCE",
    "consultant_governor": "VIEW_SCHOOL VIEW_CASE READ_SCHOOL CONTRIBUTE_EVIDENCE",
    "headteacher": (
        "VIEW_SCHOOL VIEW_CASE READ_SCHOOL ADD_EVIDENCE WRITE_SINGLE_PLAN COMMENT_PLAN COMMENT_REVIEW"
    ),
    "slt_member": "VIEW_SCHOOL VIEW_CASE READ_SCHOOL ADD_EVIDENCE",
    "chair": ("VIEW_SCHOOL VIEW_CASE READ_SCHOOL ADD_EVIDENCE COMMENT_PLAN COMMENT_REVIEW RESPOND_TO_LETTER"),
    "vice_chair": "VIEW_SCHOOL VIEW_CASE READ_SCHOOL",
    "governor": "VIEW_SCHOOL VIEW_CASE READ_SCHOOL",
    "governors_clerk": "VIEW_SCHOOL VIEW_CASE READ_SCHOOL",
    "administrator": "VIEW_SCHOOL MANAGE_PEOPLE MANAGE_REGISTER",
}


def test_the_table_names_every_role():
    assert set(TABLE) == set(Role.values) == set(RULES)


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_a_post_gives_exactly_what_the_table_says(role):
    diocese = make_diocese()
    school, elsewhere = make_school(diocese=diocese), make_school(la=make_la(code="998", name="Farshire"))
    post = make_post(role, schools=(school,) if RULES[role].scope == Scope.SCHOOLS else (), diocese=diocese)
    if RULES[role].scope == Scope.DIOCESE:
        make_share(school)

    expected = {Perm[name] for name in TABLE[role].split()}
    asked = {perm for perm in Perm if post.user.has_perm(perm, school)}

    assert asked == expected
    assert access.perms_of(post.user, school) == expected
    assert access.perms_of(post.user, elsewhere) == set()
    assert not any(post.user.has_perm(perm, elsewhere) for perm in Perm)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role.values if RULES[role].scope == Scope.LA])
def test_a_post_at_an_la_holds_on_the_la_too(role):
    post = make_post(role)
    asked = {perm for perm in Perm if post.user.has_perm(perm, post.la)}
    assert asked == {Perm[name] for name in TABLE[role].split()}


@pytest.mark.django_db
def test_a_post_at_a_school_holds_nothing_on_the_la():
    school = make_school()
    post = make_post(Role.HEADTEACHER, schools=(school,))
    assert not any(post.user.has_perm(perm, school.la) for perm in Perm)


def test_a_second_person_confirms_exactly_what_reads_what_the_authority_keeps_to_itself():
    needed = {role for role, rule in RULES.items() if rule.needs_confirming}
    assert needed == {role for role, names in TABLE.items() if "READ_LA" in names}
    assert not RULES[Role.ADMINISTRATOR].needs_confirming
    assert Perm.CONFIRM_POSTS not in RULES[Role.ADMINISTRATOR].all_perms


def test_nobody_who_writes_letters_for_a_living_authorises_them_alone():
    assert Perm.AUTHORISE_LETTER not in RULES[Role.SENIOR_ADVISER].all_perms
    assert Perm.VIEW_CASE not in RULES[Role.ADMINISTRATOR].all_perms


@pytest.mark.parametrize(
    ("circle", "names"),
    [
        (Circle.LA, {"READ_LA", "READ_DIOCESE", "READ_SCHOOL"}),
        (Circle.DIOCESE, {"READ_DIOCESE", "READ_SCHOOL"}),
        (Circle.SCHOOL, {"READ_SCHOOL"}),
        (Circle.NAMED, set()),
        (None, set()),
        ("nonsense", set()),
    ],
)
def test_an_inner_circle_reads_what_the_outer_ones_read(circle, names):
    perms = reading(circle)
    assert {perm.name for perm in perms} == names
    assert innermost(perms) == (circle if names else None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("circle", "reads"), [(Circle.SCHOOL, {"READ_SCHOOL"}), (Circle.DIOCESE, {"READ_SCHOOL", "READ_DIOCESE"})]
)
def test_a_diocese_reads_no_further_inward_than_the_share_says(circle, reads):
    diocese = make_diocese()
    school = make_school(diocese=diocese)
    officer = make_post(Role.DIOCESAN_OFFICER, diocese=diocese).user
    share = make_share(school, circle=circle)
    held = {perm.name for perm in access.perms_of(officer, school) if perm.name.startswith("READ_")}
    assert held == reads
    assert {perm.name for perm in perms_of_share(share) if perm.name.startswith("READ_")} == reads


@pytest.mark.django_db
def test_no_share_takes_a_diocese_further_inward_than_its_role():
    diocese = make_diocese()
    school = make_school(diocese=diocese)
    officer = make_post(Role.DIOCESAN_OFFICER, diocese=diocese).user
    make_share(school, circle=Circle.LA)
    assert not officer.has_perm(Perm.READ_LA, school)
