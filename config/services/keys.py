"""The signing keys of a run without configured ones: the log's Ed25519 and the PDFs' P-256."""

import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID

from config.services.paths import write_private

LOG_KEY = "log-ed25519.pem"
PDF_KEY = "pdf-p256.pem"
PDF_CERTIFICATE = "pdf-cert.pem"
_LIFETIME = datetime.timedelta(days=3650)


def ensure_keys(folder: Path) -> dict[str, str]:
    """Create the missing keys in this folder (mode 600) and return the settings that name them.

    A key that is there is never replaced: signed paper and checkpoints depend on it.
    """
    if not (folder / LOG_KEY).exists():
        write_private(folder / LOG_KEY, _pem(ed25519.Ed25519PrivateKey.generate()))
    if not (folder / PDF_KEY).exists():
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _self_signed(key).public_bytes(serialization.Encoding.PEM)
        # The certificate first: a key found later without it would be a pair that never matches.
        write_private(folder / PDF_CERTIFICATE, certificate)
        write_private(folder / PDF_KEY, _pem(key))
    return {
        "LOG_SIGNING_KEY_FILE": str(folder / LOG_KEY),
        "PDF_SIGNING_KEY_FILE": str(folder / PDF_KEY),
        "PDF_SIGNING_CERT_FILE": str(folder / PDF_CERTIFICATE),
    }


def _pem(key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _self_signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "Zhonghe certificate signer (self-signed)"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Zhonghe"),
        ]
    )
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + _LIFETIME)
        .add_extension(_signing_only(), critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )


def _signing_only() -> x509.KeyUsage:
    """Allow signatures and nothing else, as PAdES validators expect."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
