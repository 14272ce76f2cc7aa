"""Reading the signature of an unknown file without opening the file as a PDF.

Uploads are never parsed, unpacked or drawn: the byte range and the signature's hexadecimal text are found by
pattern, and the signature is checked over the bytes it names. So a hostile file can cost no more than its length.
Source: ISO 32000-2, 12.8.3.3; RFC 5652, 5.4.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

LONGEST_SIGNATURE = 64 * 1024
_BYTE_RANGE = re.compile(
    rb"/ByteRange\s{0,8}\[\s{0,8}(\d{1,9})\s{1,8}(\d{1,9})\s{1,8}(\d{1,9})\s{1,8}(\d{1,9})\s{0,8}\]"
)
_HEXADECIMAL = re.compile(rb"<([0-9A-Fa-f\s]*)>")
# What asn1crypto raises for bytes that are no signature.
_NOT_ASN1 = (ValueError, TypeError, KeyError, IndexError, OverflowError)


@dataclass(frozen=True)
class SignatureFinding:
    """The last signature in a file: whether our key made it and its bytes are unchanged, and how far it reaches."""

    ours: bool
    reaches: int


def find(raw: bytes) -> SignatureFinding | None:
    """Return the last signature of a file, or None when there is none that can be read."""
    matches = list(_BYTE_RANGE.finditer(raw))
    if not matches:
        return None
    match = matches[-1]
    start, first, second, rest = (int(number) for number in match.groups())
    if start != 0 or not 0 < first < second <= second + rest <= len(raw):
        return None
    container = _HEXADECIMAL.fullmatch(raw[first:second])
    if container is None or second - first > LONGEST_SIGNATURE:
        return None
    digest = hashlib.sha256(raw[:first])
    digest.update(raw[second : second + rest])
    ours = (
        _made_by_us(bytes.fromhex(container[1].decode()), digest.digest())
        if len(container[1]) % 2 == 0
        else False
    )
    return SignatureFinding(ours=ours, reaches=second + rest)


def _made_by_us(container: bytes, digest: bytes) -> bool:
    """Say whether a CMS container is our key's signature over bytes with this SHA-256."""
    try:
        signed = cms.ContentInfo.load(container)["content"]
        signer = signed["signer_infos"][0]
        attributes = {item["type"].native: item["values"].native for item in signer["signed_attrs"]}
        signature = signer["signature"].native
        message = signer["signed_attrs"].untag().dump()
    except _NOT_ASN1:
        return False
    if attributes.get("message_digest") != [digest] or not isinstance(signature, bytes):
        return False
    try:
        _public_key(settings.PDF_SIGNING_CERT_FILE).verify(
            signature, message, ec.ECDSA(hashes.SHA256())
        )
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=4)
def _public_key(path: str) -> ec.EllipticCurvePublicKey:
    key = x509.load_pem_x509_certificate(Path(path).read_bytes()).public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError("PDF_SIGNING_CERT_FILE must hold a P-256 certificate.")
    return key
