"""What may be handed in is told by its content."""

import pytest

from marketplace.methodologies import documents
from tests.methodologies import stage


@pytest.mark.parametrize(
    ("content", "kind"), [(stage.PDF, documents.PDF), (stage.docx(), documents.DOCX)]
)
def test_pdf_and_word_are_taken(content, kind):
    assert documents.media_type(content) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 cut off", "type"),
        (b"<html>", "type"),
        (b"PK\x03\x04 no archive", "type"),
        (b"MZ" + b"\0" * 100, "type"),
        (stage.docx(macros=True), "macros"),
        (stage.PDF + b" " * documents.MAX_BYTES, "size"),
    ],
)
def test_anything_else_is_refused_with_its_reason(content, code):
    with pytest.raises(documents.RefusedError) as refusal:
        documents.media_type(content)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\docs\\方法学.PDF", "方法学.pdf"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x.pdf"),
        ("", "document.pdf"),
    ],
)
def test_a_name_carries_no_path_and_no_control_characters(name, kept):
    assert documents.file_name(name, documents.PDF) == kept
