from people import access
from schools.permissions import Perm


def test_list_and_single_question_agree_for_everybody_in_the_cast(cast):
    people = [value for value in vars(cast).values() if hasattr(value, "has_perm")]
    for user in people:
        for perm in (Perm.VIEW_CASE, Perm.READ_LA, Perm.MANAGE_CASE):
            listed = set(access.schools_where(user, may=perm))
            for school in (cast.school, cast.other_school):
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
