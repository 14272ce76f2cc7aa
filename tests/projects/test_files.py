"""Files are known by what they hold, kept once, and never changed."""

import pytest
from django.db import DatabaseError, transaction

from marketplace import canonical
from marketplace.projects import files
from marketplace.projects.errors import Incomplete
from marketplace.projects.models import StoredFile
from tests.projects import yard


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.4 x", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (yard.workbook(), files.XLSX),
        (b"<html>", None),
        (b"MZ\x90", None),
        (b"PK\x03\x04 no archive", None),
    ],
)
def test_a_type_is_told_by_the_content(content, media_type):
    assert files.kind_of(content) == media_type


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\users\\报告 2024.exe", "报告 2024.pdf"),
        ("a\x00\u202eb.pdf", "ab.pdf"),
        ("", "file.pdf"),
        ("x" * 300, "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(name, safe):
    assert files.safe_name(name, "application/pdf") == safe


@pytest.mark.django_db
def test_the_same_file_is_kept_once_for_each_organization(
    seller_organization, seller, nanshan_expo, organizer
):
    first, again = (yard.stored(seller_organization, seller) for _i in range(2))
    assert first == again and first.sha256 == canonical.sha256(yard.PDF)
    assert yard.stored(nanshan_expo, organizer) != first


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-" + b"0" * files.MOST_BYTES])
def test_what_is_empty_unknown_or_too_large_is_refused(seller_organization, seller, content):
    with pytest.raises(Incomplete):
        yard.stored(seller_organization, seller, content)
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_a_stored_file_cannot_be_changed_or_removed(seller_organization, seller):
    row = yard.stored(seller_organization, seller)
    with pytest.raises(DatabaseError), transaction.atomic():
        StoredFile.objects.filter(pk=row.pk).update(name="another.pdf")
    with pytest.raises(DatabaseError), transaction.atomic():
        StoredFile.objects.filter(pk=row.pk)._raw_delete("default")
