"""The library of paragraphs: kept by those who authorise letters, used by those who draft them."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils.text import slugify

from letters.kinds.rights import keeps_for
from letters.merging import NAMES, refuse_unknown
from letters.models import Paragraph
from people.models import User
from record.errors import RuleError
from record.services import service
from schools.permissions import Perm


@service
def keep_paragraph(
    paragraph: Paragraph | None,
    *,
    name: str,
    text: str,
    valid_from: date | None,
    valid_until: date | None,
    by: User,
) -> Paragraph:
    """The paragraph says this and may be chosen on those days; without ``paragraph`` it is a new one.

    Letters and drafts that took it keep their words. Refuses (PermissionDenied) whoever may authorise no
    letter, and (RuleError) no name or words, a field that no letter has, and an end before the beginning.
    """
    if keeps_for(by) is None:
        raise PermissionDenied(Perm.AUTHORISE_LETTER.value)
    name, text = " ".join(name.split()), text.strip()
    if not name:
        raise RuleError("Give the paragraph a name.", field="name")
    if not text:
        raise RuleError("Write the paragraph.", field="text")
    refuse_unknown(text, known=NAMES, field="text")
    if valid_from and valid_until and valid_until < valid_from:
        raise RuleError("The last day is before the first: change one of them.", field="valid_until")
    if paragraph is None:
        last = Paragraph.objects.aggregate(last=Max("pk"))["last"] or 0
        order = (Paragraph.objects.aggregate(last=Max("order"))["last"] or 0) + 1
        paragraph = Paragraph(code=f"{slugify(name)[:28]}-{last + 1}", order=order)
    else:
        paragraph.refresh_from_db(from_queryset=Paragraph.objects.select_for_update())
    paragraph.name, paragraph.text = name[:120], text
    paragraph.valid_from, paragraph.valid_until = valid_from, valid_until
    paragraph.save()
    return paragraph
