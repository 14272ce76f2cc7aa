"""The paper's own signature: PAdES baseline B, ECDSA over P-256, certified against any later change."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

FIELD = "Zhonghe"


class SigningKeyMissing(Exception):
    """The key or the certificate that signs the paper can't be read."""


def sign(unsigned: bytes, *, reason: str) -> bytes:
    """Return the PDF with our signature over all of it.

    ``reason`` (ASCII, with the certificate's code) stands in the signature uncompressed. Raises
    SigningKeyMissing when PDF_SIGNING_KEY_FILE or PDF_SIGNING_CERT_FILE can't be read.
    """
    # pyHanko starts an event loop of its own, which a thread that has one already would refuse.
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(_sign, unsigned, reason).result()


def _sign(unsigned: bytes, reason: str) -> bytes:
    signer = signers.SimpleSigner.load(
        settings.PDF_SIGNING_KEY_FILE, settings.PDF_SIGNING_CERT_FILE
    )
    if signer is None:
        raise SigningKeyMissing(
            f"{settings.PDF_SIGNING_KEY_FILE} or {settings.PDF_SIGNING_CERT_FILE} can't be read."
        )
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        name="Zhonghe",
        reason=reason,
    )
    writer = IncrementalPdfFileWriter(BytesIO(unsigned))
    return signers.sign_pdf(writer, metadata, signer=signer).getvalue()
