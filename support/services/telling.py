"""Support told: in the timeline of the school, and by mail to whoever has to answer or was answered."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone

from concern_cases.events import EventKind, event_kind, record_event
from people.models import User
from record.mail import enqueue_mail
from schools.permissions import Circle
from support.models import Deployment
from support.words import in_days, on_day

ASKED = event_kind(
    "support.asked",
    "asked for support: {provider}, {days}",
    title="Support asked for: {provider}, {days}",
    details=("{why}", "From {starts_on} to {ends_on}."),
)
REQUEST_CHANGED = event_kind(
    "support.request_changed",
    "changed the request for support: {provider}, {days}",
    title="Request for support changed: {provider}, {days}",
    details=("{why}", "From {starts_on} to {ends_on}."),
)
AGREED = event_kind(
    "support.agreed",
    "agreed support: {provider}, {days}",
    title="Support agreed: {provider}, {days}",
    details=("From {starts_on} to {ends_on}.", "{note}"),
)
REFUSED = event_kind(
    "support.refused",
    "did not agree support: {provider}",
    title="Support not agreed: {provider}",
    details=("{why}",),
)
CHANGE_ASKED = event_kind(
    "support.change_asked",
    "asked to change support: {provider}, {days} until {ends_on}",
    title="Change of support asked for: {provider}",
    details=("{days} until {ends_on}.", "{why}"),
)
CHANGED = event_kind(
    "support.changed",
    "changed support: {provider}, {days} until {ends_on}",
    title="Support changed: {provider}, {days}",
    details=("It ends on {ends_on}.", "{why}"),
)
CHANGE_REFUSED = event_kind(
    "support.change_refused",
    "did not agree the change of support: {provider}",
    title="Change of support not agreed: {provider}",
    details=("{why}", "It goes on as before."),
)
CHANGE_TAKEN_BACK = event_kind(
    "support.change_taken_back",
    "took back the change of support: {provider}",
    title="Change of support taken back: {provider}",
    details=("{why}", "It goes on as before."),
)
DAYS_USED = event_kind(
    "support.days_used",
    "entered days of support: {provider}, {days} on {on}",
    title="Days of support: {provider}, {days}",
    details=("{on}: {done}", "{impact}", "{used} used of {agreed}."),
)
DAYS_CORRECTED = event_kind(
    "support.days_corrected",
    "corrected days of support: {provider}, {days} on {on}",
    title="Days of support corrected: {provider}",
    details=("{days} on {on}: {done}", "{why}", "{used} used of {agreed}."),
)
DAYS_UNDONE = event_kind(
    "support.days_undone",
    "took back days of support: {provider}, {days} on {on}",
    title="Days of support taken back: {provider}",
    details=("{days} on {on}. {why}", "{used} used of {agreed}."),
)
ENDED = event_kind(
    "support.ended",
    "ended support: {provider}",
    title="Support ended: {provider}",
    details=("It ended on {on}. {used} used of {agreed}.", "{helped}", "{impact}"),
)
WITHDRAWN = event_kind(
    "support.withdrawn",
    "withdrew support: {provider}",
    title="Support withdrawn: {provider}",
    details=("{why}",),
)
GOES_ON = event_kind(
    "support.goes_on",
    "continued support of {before}: {provider}",
    title="Support of {before} goes on here: {provider}",
)


def tell_support(kind: EventKind, deployment: Deployment, **facts: Any) -> None:
    """It stands in the school's timeline, in the circle of the deployment."""
    named = deployment.named.all() if deployment.circle == Circle.NAMED else ()
    record_event(
        kind,
        school=deployment.school,
        case=deployment.case,
        circle=deployment.circle,
        audience=named,
        deployment=deployment.pk,
        provider=str(deployment.provider),
        **facts,
    )


def mail_to_answer(deployment: Deployment, people: Iterable[User], *, stamp: str) -> None:
    """Each of the people knows that support at the school waits for their answer."""
    ask = "A change of the support" if deployment.has_change else "Support"
    for user in people:
        _mail(
            deployment,
            user,
            key=f"ask:{stamp}",
            subject=f"To agree: support at {deployment.school}",
            text=f"{ask} at {deployment.school} waits for your answer: agree it, or say why not.",
        )


def mail_reminder(deployment: Deployment, user: User) -> None:
    """The person knows that it still waits for their answer, and since when."""
    ask = "A change of the support" if deployment.has_change else "Support"
    since = on_day(timezone.localdate(deployment.waits_since))
    _mail(
        deployment,
        user,
        key=_reminder(deployment),
        subject=f"Still to agree: support at {deployment.school}",
        text=f"{ask} at {deployment.school} has waited for your answer since {since}: agree it, or say "
        "why not.",
    )


def reminder_key(deployment: Deployment, user: User) -> str:
    """The key of the mail by which the person is reminded of what waits now."""
    return f"support:{deployment.pk}:{_reminder(deployment)}:{user.pk}"


def _reminder(deployment: Deployment) -> str:
    return f"remind:{deployment.waits_since.isoformat()}"


def mail_answer(deployment: Deployment, user: User, *, said: str, stamp: str) -> None:
    """Whoever asked knows what was answered."""
    _mail(
        deployment,
        user,
        key=f"answer:{stamp}",
        subject=f"Support at {deployment.school}: {said}",
        text=f"You asked for support at {deployment.school}. It was {said}.",
    )


def mail_sent(deployment: Deployment) -> None:
    """Whoever is sent to the school, and signs in here, knows of it."""
    if deployment.provider.user is None:
        return
    days = in_days(deployment.days_agreed)
    _mail(
        deployment,
        deployment.provider.user,
        key="sent",
        subject=f"Support at {deployment.school}",
        text=f"You are asked to support {deployment.school} with {days}. What for, and from when to when, "
        "is on this page. Please enter there what you did and what came of it.",
    )


def _mail(deployment: Deployment, user: User, *, key: str, subject: str, text: str) -> None:
    address = f"{settings.SITE_URL}{deployment.get_absolute_url()}"
    enqueue_mail(
        key=f"support:{deployment.pk}:{key}:{user.pk}",
        to=f"{user.name} <{user.email}>",
        subject=subject,
        text=f"To {user.formal_name}\n\n{text}\n\n{address}\n\n{settings.AUTHORITY_NAME}\n",
        urn=deployment.school.urn,
    )
