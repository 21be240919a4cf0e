"""Who writes at a draft is told what came for it meanwhile."""

from django.conf import settings
from django.urls import reverse

from concern_cases.models import RevisionReason
from concern_cases.plan_writers import may_write, wrote_in
from people.models import User
from record.mail import enqueue_mail
from record.words import plain_day


def tell_writers(reason: RevisionReason, *, by: User | None) -> None:
    """Whoever wrote in the draft, and may still write, has one mail about a reason that was added to it.

    Not whoever gave it. The mail leads to the draft, and never says the reason. Where nobody has begun to
    write, nobody is told: the draft says why it was opened.
    """
    version = reason.version
    plan = version.plan
    kind = plan.get_kind_display().lower()
    address = reverse("plans:write", args=[plan.pk, version.number])
    text = (
        f"You write at version {version.number} of the {kind} of {plan.school}. "
        f"There is one more reason for it, of {plain_day(reason.on)}. Read it here:\n\n"
        f"{settings.SITE_URL}{address}\n"
    )
    for user in wrote_in(version).order_by("pk"):
        if user != by and may_write(user, plan):
            enqueue_mail(
                key=f"plan-reason:{reason.pk}:{user.pk}",
                to=user.email,
                subject=f"One more reason to revise the {kind}, {plan.school}",
                text=text,
                urn=plan.school.urn,
            )
