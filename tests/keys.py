"""Signing keys for tests: the log's Ed25519, the PDF's P-256 with a self-signed certificate."""

import datetime
import os
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID

_PEM = serialization.Encoding.PEM
_PLAIN = serialization.NoEncryption()


def ensure_keys(folder: Path) -> Path:
    """Return the folder, with the three files in it; made once, whole or not at all."""
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=folder.parent))
    pkcs8 = serialization.PrivateFormat.PKCS8
    (scratch / "log-ed25519.pem").write_bytes(
        ed25519.Ed25519PrivateKey.generate().private_bytes(_PEM, pkcs8, _PLAIN)
    )
    key = ec.generate_private_key(ec.SECP256R1())
    (scratch / "pdf-p256.pem").write_bytes(key.private_bytes(_PEM, pkcs8, _PLAIN))
    (scratch / "pdf-cert.pem").write_bytes(_certificate(key).public_bytes(_PEM))
    try:
        os.rename(scratch, folder)
    except OSError:  # another worker was quicker
        return folder
    return folder


def _certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Zhonghe test signer")])
    now = datetime.datetime.now(datetime.UTC)
    usage = x509.KeyUsage(
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
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=3650))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
