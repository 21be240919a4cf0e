"""An administrator keeps the head of the LA's letters, and the signatures of those who authorise them."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage

from concern_cases.uploads import JPEG, PNG, check_file, megabytes
from letters.letterhead import letterhead_of, signing_posts
from letters.models import Letterhead, Signature
from people.access import may
from people.models import Post, User
from record import clock
from record.errors import RuleError
from record.pdf import PdfError, picture_pdf
from record.services import service
from schools.models import LocalAuthority
from schools.permissions import Perm

LARGEST = 512 * 1024  # bytes: it is in every letter
ASKED = {
    "name": "Write the name of the council.",
    "address": "Write the address to which answers are posted.",
    "phone": "Write the telephone number.",
    "email": "Write the e-mail address.",
}


@service
def keep_letterhead(
    la: LocalAuthority,
    *,
    name: str,
    team: str = "",
    address: str,
    phone: str,
    email: str,
    logo: Any = None,
    without_logo: bool = False,
    by: User,
) -> Letterhead:
    """Letters of the LA made from now on bear this head; those that were given keep theirs.

    ``logo`` (a Django file) takes the place of the one before; ``without_logo`` takes that away. Refuses
    (PermissionDenied) whoever doesn't manage the LA's people, and (RuleError) an empty name, address,
    telephone or e-mail address and a picture that is not taken (``keep_picture``).
    """
    _require(by, la)
    said = {"name": " ".join(name.split()), "phone": " ".join(phone.split()), "email": email.strip()}
    said["address"] = "\n".join(line.strip() for line in address.splitlines() if line.strip())
    for field, asked in ASKED.items():
        if not said[field]:
            raise RuleError(asked, field=field)
    head = letterhead_of(la)
    for field, value in {**said, "team": " ".join(team.split())}.items():
        setattr(head, field, value)
    if logo:
        head.logo = keep_picture(logo, field="logo")
    elif without_logo:
        head.logo = ""
    head.save()
    return head


@service
def keep_signature(post: Post, *, picture: Any, by: User) -> Signature:
    """Letters that the holder of the post authorises from now on bear this signature, above the name.

    Refuses (PermissionDenied) whoever doesn't manage the LA's people, and (RuleError) a post that signs no
    letters today and a picture that is not taken (``keep_picture``).
    """
    la = _la_of(post, by)
    if not signing_posts(la).filter(pk=post.pk).exists():
        raise RuleError(f"{post} signs no letters today.")
    signature, _ = Signature.objects.update_or_create(
        post=post, defaults={"picture": keep_picture(picture, field="picture"), "kept_at": clock.now()}
    )
    return signature


@service
def drop_signature(post: Post, *, by: User) -> None:
    """Letters are signed by hand, or by the name alone. Nothing, if there is no picture."""
    _la_of(post, by)
    Signature.objects.filter(post=post).delete()


def keep_picture(file: Any, *, field: str) -> str:
    """Where the picture stands in the storage, under the name of its content; it is never taken away.

    Refuses (RuleError on ``field``) what ``check_file`` refuses, and everything but a PNG or JPEG picture
    that can be read and is not too large to be in every letter.
    """
    try:
        checked = check_file(file)
    except RuleError as error:
        raise RuleError(str(error), field=field) from None
    if checked.content_type not in (PNG.content_type, JPEG.content_type):
        raise RuleError(f"“{checked.name}” is no picture: send a PNG or JPEG picture.", field=field)
    if checked.size > LARGEST:
        raise RuleError(
            f"“{checked.name}” is {megabytes(checked.size)} and the limit is {megabytes(LARGEST)}: "
            "make it smaller.",
            field=field,
        )
    ending = "png" if checked.content_type == PNG.content_type else "jpg"
    path = f"letterheads/{checked.sha256}.{ending}"
    checked.file.seek(0)
    _refuse_unreadable(checked.file.read(), checked.name, field)
    if not default_storage.exists(path):
        checked.file.seek(0)
        default_storage.save(path, checked.file)
    return path


def _refuse_unreadable(content: bytes, name: str, field: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "picture"
        source.write_bytes(content)
        try:
            picture_pdf(source, Path(folder) / "page.pdf")
        except PdfError as error:
            raise RuleError(f"“{name}” was not taken. {error}", field=field) from None


def _la_of(post: Post, by: User) -> LocalAuthority:
    la = post.la
    if la is None:
        raise PermissionDenied(Perm.MANAGE_PEOPLE.value)
    _require(by, la)
    return la


def _require(by: User, la: LocalAuthority) -> None:
    if not may(by, Perm.MANAGE_PEOPLE, la):
        raise PermissionDenied(Perm.MANAGE_PEOPLE.value)
