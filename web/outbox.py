"""Mails that did not leave, or of which nobody knows, and who is to look after them."""

from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from people.access import las_where
from record.models import Dispatch
from schools.models import School
from schools.permissions import Perm


def looks_after_mail(user: Any) -> bool:
    """Whoever runs the cases of an LA, or looks after its people."""
    return any(las_where(user, may=perm).exists() for perm in (Perm.MANAGE_CASE, Perm.MANAGE_PEOPLE))


def troubled(user: Any) -> QuerySet[Any]:
    """What was not sent, or may not have been, the oldest first.

    About a school: for those who run its cases. About none (invitations to sign in): for those who look
    after people.
    """
    schools = School.objects.filter(la__in=las_where(user, may=Perm.MANAGE_CASE))
    rule = Q(about_urn__in=schools.values("urn"))
    if las_where(user, may=Perm.MANAGE_PEOPLE).exists():
        rule |= Q(about_urn="")
    # As plain text: a lookup on the JSON key itself would read its right-hand side as JSON.
    urn = Coalesce(KT("payload__urn"), Value(""), output_field=TextField())
    rows = Dispatch.objects.to_check().annotate(about_urn=urn)
    return rows.filter(rule).order_by("created_at", "pk")


def whom(row: Dispatch) -> str:
    """The name, or the address, that the mail goes to; what is no mail says what it is."""
    to = str(row.payload.get("to", ""))
    name = to.partition("<")[0].strip().strip('"')
    return name or to or row.topic
