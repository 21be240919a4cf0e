from django.db.models import Q

from people import access
from people.models import Post
from people.roles import Role
from schools.permissions import Perm


def test_somebody_in_the_cast_is_in_each_role_for_the_church_school(whole_cast):
    about = Q(schools=whole_cast.school) | Q(la=whole_cast.la) | Q(diocese=whole_cast.corvesham)
    posts = Post.objects.current().filter(about, user__is_active=True)
    held = set(posts.filter(user__in=whole_cast.people.values()).values_list("role", flat=True))
    missing = sorted(set(Role.values) - held)
    assert not missing, f"Give somebody of tests/conftest.py (WholeCast) these roles: {missing}"


def test_list_and_single_question_agree_for_everybody_in_the_cast(whole_cast):
    for user in whole_cast.people.values():
        for perm in (Perm.VIEW_CASE, Perm.READ_LA, Perm.MANAGE_CASE):
            listed = set(access.schools_where(user, may=perm))
            for school in (whole_cast.school, whole_cast.other_school):
                assert user.has_perm(perm, school) == (school in listed), (user, perm, school)


def test_each_sees_exactly_the_schools_that_the_post_or_share_opens(cast):
    def seen(user):
        return set(access.schools_where(user, may=Perm.VIEW_CASE))

    both = {cast.school, cast.other_school}
    assert seen(cast.senior_adviser) == both
    assert seen(cast.diocesan_officer) == {cast.school}
    assert seen(cast.other_diocesan_officer) == set()
    assert seen(cast.chair) == {cast.school}
    assert seen(cast.other_chair) == {cast.other_school}
    assert seen(cast.left_yesterday) == set()
    assert seen(cast.deactivated) == set()
    assert seen(cast.administrator) == set()
