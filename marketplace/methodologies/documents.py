"""Which files may be handed in: PDF and DOCX, told by their content and never by their name. Pure."""

import io
import zipfile

MAX_BYTES = 10 * 1024 * 1024
MOST_DOCUMENTS = 5
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SUFFIXES = {PDF: ".pdf", DOCX: ".docx"}
_MOST_PARTS = 2_000
_MACROS = ("vbaproject.bin", "vbadata.xml")


class RefusedError(ValueError):
    """A file that is not taken; ``code`` is ``empty``, ``size``, ``type`` or ``macros``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def media_type(content: bytes) -> str:
    """Return PDF or DOCX; raises RefusedError for anything else, too large, or with macros."""
    if not content:
        raise RefusedError("empty")
    if len(content) > MAX_BYTES:
        raise RefusedError("size")
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _word(content)
    raise RefusedError("type")


def file_name(name: str, kind: str) -> str:
    """Return a harmless name with the suffix of its kind: no paths, no control characters."""
    base = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in base if letter.isprintable()).strip(" .")
    suffix = SUFFIXES[kind]
    stem = plain[: -len(suffix)] if plain.lower().endswith(suffix) else plain
    return (stem[:140] or "document") + suffix


def _word(content: bytes) -> str:
    """Look at the list of an archive's parts; nothing is unpacked."""
    try:
        names = [name.lower() for name in zipfile.ZipFile(io.BytesIO(content)).namelist()]
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise RefusedError("type") from error
    if len(names) > _MOST_PARTS or not {"[content_types].xml", "word/document.xml"} <= set(names):
        raise RefusedError("type")
    if any(name.endswith(_MACROS) for name in names):
        raise RefusedError("macros")
    return DOCX
