"""Who acknowledges and answers a letter for the school."""

from django.db.models import Q, QuerySet

from letters.models import Letter, LetterQuerySet
from people.access import school_keys_where, users_where
from people.models import Post, Share, User
from people.roles import Role
from schools.permissions import Perm

DECIDED_BY_THE_COUNCIL = frozenset({Perm.CHECK_LETTER_LAW, Perm.AUTHORISE_LETTER, Perm.ASSESS_RESPONSE})


def governors_who_answer(letter: Letter) -> QuerySet[User]:
    """Who may acknowledge and answer for the school today.

    People of the council may enter answers that came on paper, and so answer for the school only where they
    are its chair, or were asked to answer this letter. Whom the chair or, without one, the council asked to
    answer a letter answers that one alone, whatever else the school is sent.
    """
    school = letter.school
    chairs = Post.objects.current().filter(role=Role.CHAIR, schools=school)
    asked = Share.objects.current().filter(school=school, user__isnull=False, delegated_letters__isnull=False)
    council = users_where(Perm.READ_LA, school).values("pk")
    by_themselves = ~Q(pk__in=council) & ~Q(pk__in=asked.values("user"))
    named = Q(pk__in=chairs.values("user")) | Q(pk__in=asked.filter(delegated_letters=letter).values("user"))
    return users_where(Perm.RESPOND_TO_LETTER, school).filter(named | by_themselves)


def answers_for_school(user: User, letter: Letter) -> bool:
    """Whether the person may acknowledge and answer the letter for the school."""
    return governors_who_answer(letter).filter(pk=user.pk).exists()


def on_both_sides(letter: Letter, perm: Perm) -> QuerySet[User]:
    """Who answers the letter for the school and could decide on it for the council: they do not decide."""
    if perm not in DECIDED_BY_THE_COUNCIL:
        return User.objects.none()
    return governors_who_answer(letter).filter(pk__in=users_where(perm, letter.school).values("pk"))


def letters_answered_by(user: User) -> LetterQuerySet:
    """The letters of which ``answers_for_school`` is true: the same rule, asked of many letters at once."""
    asked = Letter.objects.filter(delegations__in=Share.objects.current().filter(user=user))
    chaired = Post.objects.current().filter(user=user, role=Role.CHAIR)
    council = school_keys_where(user, may=Perm.READ_LA)
    by_themselves = ~Q(school__in=council) & ~Q(school__in=asked.values("school"))
    named = Q(school__in=chaired.values("schools")) | Q(pk__in=asked.values("pk"))
    return Letter.objects.filter(
        named | by_themselves, school__in=school_keys_where(user, may=Perm.RESPOND_TO_LETTER)
    )
