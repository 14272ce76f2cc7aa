"""Verification: is this code, is this file, one of ours, and does it still say what we said?

Every answer is one of a closed list, and "unknown" is what is left when nothing is known. A file is first known by
its sha256; whatever else is found only explains. Nothing of an upload is ever shown: pages show our records.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from marketplace import canonical
from marketplace.certificates import queries, signature, witness
from marketplace.certificates.comparison import Comparison, Difference, compare, likeness
from marketplace.certificates.models import CertificateFile
from marketplace.certificates.queries import Certificate
from marketplace.registry import codes

LARGEST_FILE = 5 * 1024 * 1024
MOST_CODES = 8
# A signature's reason names the revision (see `render`).
_REVISION = re.compile(rb" revision (\d{1,3})")
# In signatures pyHanko writes a hyphen as \055.
_CODE = re.compile(
    rb"ZH(?:-|\\055)[0-9A-Z]{4}(?:-|\\055)[0-9A-Z]{4}(?:-|\\055)[0-9A-Z]{4}(?:-|\\055)[0-9A-Z]{2}"
)


class Verdict(StrEnum):
    """What is true of a file that somebody shows."""

    GENUINE = "genuine"
    OLDER_REVISION = "older_revision"
    LENGTHENED = "lengthened"
    SHORTENED = "shortened"
    ALTERED = "altered"
    NOT_THE_PAPER = "not_the_paper"
    SIGNED_BUT_NOT_RECORDED = "signed_but_not_recorded"
    UNKNOWN = "unknown"
    NOT_A_PDF = "not_a_pdf"
    EMPTY = "empty"
    TOO_LARGE = "too_large"

    @property
    def good(self) -> bool:
        """Whether the file is, byte for byte, a paper that we issued."""
        return self in (Verdict.GENUINE, Verdict.OLDER_REVISION)


@dataclass(frozen=True)
class FileFinding:
    """What is known of a file: the verdict, the certificate our records have for it, and what differs.

    ``revision`` and ``issued_sha256`` are of the paper that the file is, or claims to be; 0 where it claims none.
    """

    verdict: Verdict
    sha256: str = ""
    certificate: Certificate | None = None
    difference: Comparison | None = None
    revision: int = 0
    issued_sha256: str = ""
    log: witness.LogFinding | None = None


def check_code(text: str) -> Certificate | None:
    """Return what our records say of the code somebody typed; None when they know none such."""
    code = codes.normalize(text)
    return queries.certificate(code) if code else None


def check_pdf(raw: bytes) -> FileFinding:
    """Say what a file is. Any bytes will do; none crash it, and none are opened as a PDF before our signature holds."""
    if len(raw) > LARGEST_FILE:
        return FileFinding(Verdict.TOO_LARGE)
    if not raw:
        return FileFinding(Verdict.EMPTY)
    digest = canonical.sha256(raw)
    return _recorded(raw, digest) or _imitated(raw, digest)


def _recorded(raw: bytes, digest: str) -> FileFinding | None:
    """The file is, byte for byte, one that we made."""
    row = _files().filter(sha256=digest).first()
    if row is None:
        return None
    certificate = queries.certificate(row.statement.code)
    current = certificate is None or certificate.revision == row.statement.revision
    return FileFinding(
        Verdict.GENUINE if current else Verdict.OLDER_REVISION,
        digest,
        certificate,
        revision=row.statement.revision,
        issued_sha256=row.sha256,
        log=witness.compare_with_log(raw),
    )


def _imitated(raw: bytes, digest: str) -> FileFinding:
    """The file isn't one of ours: say which it resembles, and how it differs."""
    found = signature.find(raw)
    ours = found is not None and found.ours
    if found is not None and ours and found.reaches < len(raw):
        row = _files().filter(sha256=canonical.sha256(raw[: found.reaches])).first()
        if row is not None:
            beyond = Comparison(Difference.LENGTHENED, found.reaches, len(raw) - found.reaches)
            return _differing(digest, row, beyond)
    named = _named(raw)
    for row in named:
        difference = compare(raw, bytes(row.content)) if row.content is not None else None
        if difference and difference.difference is not Difference.OTHER:
            return _differing(digest, row, difference)
    if ours:
        return FileFinding(
            Verdict.SIGNED_BUT_NOT_RECORDED, digest, log=witness.compare_with_log(raw)
        )
    if named:
        return FileFinding(
            Verdict.NOT_THE_PAPER,
            digest,
            queries.certificate(named[0].statement.code),
            revision=named[0].statement.revision,
            issued_sha256=named[0].sha256,
        )
    return FileFinding(Verdict.UNKNOWN if raw.startswith(b"%PDF-") else Verdict.NOT_A_PDF, digest)


def _differing(digest: str, row: CertificateFile, difference: Comparison) -> FileFinding:
    return FileFinding(
        Verdict(difference.difference.value),
        digest,
        queries.certificate(row.statement.code),
        difference,
        row.statement.revision,
        row.sha256,
    )


def _named(raw: bytes) -> list[CertificateFile]:
    """The files of the certificates whose codes stand readable in these bytes.

    First the revision that the bytes claim to be, then those most alike: several revisions share most of their bytes.
    """
    claimed: dict[str, int] = {}
    for match in _CODE.finditer(raw):
        code = codes.normalize(match[0].replace(rb"\055", b"-").decode())
        if code and (code in claimed or len(claimed) < MOST_CODES):
            said = _REVISION.match(raw, match.end())
            claimed[code] = int(said[1]) if said else claimed.get(code, 0)
    if not claimed:
        return []
    rows = CertificateFile.objects.select_related("statement").filter(statement__code__in=claimed)
    return sorted(
        rows.order_by("-statement__revision")[:MOST_CODES],
        key=lambda row: (
            claimed[row.statement.code] == row.statement.revision,
            likeness(raw, bytes(row.content)) if row.content is not None else 0,
        ),
        reverse=True,
    )


def _files() -> QuerySet[CertificateFile]:
    return CertificateFile.objects.select_related("statement").defer("content")
