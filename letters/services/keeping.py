"""Files that were made once and stay: each under the name of its content."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from record import clock


def keep_pdf(pdf: bytes, sha256: str) -> str:
    """The path of the file, whose SHA-256 is given; one that was cut off while written is written anew."""
    path = f"letters/{clock.today().year}/{sha256}.pdf"
    if default_storage.exists(path):
        with default_storage.open(path) as file:
            if hashlib.sha256(file.read()).hexdigest() == sha256:
                return path
        default_storage.delete(path)
    return default_storage.save(path, ContentFile(pdf))
