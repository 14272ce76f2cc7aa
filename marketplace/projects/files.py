"""Taking a file in: its size and its type are checked by what it holds, never by what it calls itself.

``store`` is the only writer of ``StoredFile``.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, User
from marketplace import canonical, clock
from marketplace.projects.errors import Incomplete
from marketplace.projects.models import StoredFile

MOST_BYTES = 10 * 1024 * 1024
ACCEPT = ".pdf,.png,.jpg,.jpeg,.xlsx"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", XLSX: ".xlsx"}
LEAVE_OUT = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Upload:
    """A file as it came: the name its sender gave it, and its bytes."""

    name: str
    content: bytes


def kind_of(content: bytes) -> str | None:
    """Return the media type of a PDF, PNG, JPEG or XLSX file by its content, None for anything else."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"PK\x03\x04") and _is_workbook(content):
        return XLSX
    return None


def problem_with(content: bytes) -> object | None:
    """Return what is wrong with a file, as a sentence, or None."""
    if not content:
        return _("The file is empty.")
    if len(content) > MOST_BYTES:
        return _("The file may have at most 10 MB.")
    if kind_of(content) is None:
        return _("Only PDF, PNG, JPEG and XLSX files are taken.")
    return None


@transaction.atomic
def store(upload: Upload, *, organization: Organization, actor: User) -> StoredFile:
    """Keep a file of an organization; the same content again is the same row.

    Raises Incomplete (field ``file``) for an empty, too large or unknown file.
    """
    problem = problem_with(upload.content)
    if problem:
        raise Incomplete({"file": problem})
    media_type = kind_of(upload.content) or ""
    row = StoredFile(
        organization=organization,
        name=safe_name(upload.name, media_type),
        content_type=media_type,
        content=upload.content,
        size=len(upload.content),
        sha256=canonical.sha256(upload.content),
        uploaded_by=actor,
        uploaded_at=clock.now(),
    )
    StoredFile.objects.bulk_create([row], ignore_conflicts=True)
    known = StoredFile.objects.defer("content")
    return known.get(organization=organization, sha256=row.sha256)


def safe_name(name: str, media_type: str) -> str:
    """Return a file name without path or control characters, at most 120 long, with the ending of its type."""
    stem = PurePosixPath(LEAVE_OUT.sub("", name.replace("\\", "/").rpartition("/")[2])).stem
    ending = KINDS[media_type]
    return f"{stem.strip(' .')[: 120 - len(ending)] or 'file'}{ending}"


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False
