"""Signing keys: made once, private, and never replaced."""

import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from config.services.keys import ensure_keys


def private_key(path: str) -> object:
    return serialization.load_pem_private_key(Path(path).read_bytes(), password=None)


def test_the_log_signs_with_ed25519_and_paper_with_p256(tmp_path: Path) -> None:
    settings = ensure_keys(tmp_path)
    assert isinstance(private_key(settings["LOG_SIGNING_KEY_FILE"]), ed25519.Ed25519PrivateKey)
    paper = private_key(settings["PDF_SIGNING_KEY_FILE"])
    assert isinstance(paper, ec.EllipticCurvePrivateKey)
    assert paper.curve.name == "secp256r1"


def test_the_certificate_belongs_to_the_paper_key(tmp_path: Path) -> None:
    settings = ensure_keys(tmp_path)
    pem = Path(settings["PDF_SIGNING_CERT_FILE"]).read_bytes()
    certificate = x509.load_pem_x509_certificate(pem)
    paper = private_key(settings["PDF_SIGNING_KEY_FILE"])
    assert isinstance(paper, ec.EllipticCurvePrivateKey)
    assert certificate.public_key() == paper.public_key()


def test_a_second_start_keeps_every_key(tmp_path: Path) -> None:
    first = {name: Path(path).read_bytes() for name, path in ensure_keys(tmp_path).items()}
    second = {name: Path(path).read_bytes() for name, path in ensure_keys(tmp_path).items()}
    assert second == first


@pytest.mark.parametrize("name", ["LOG_SIGNING_KEY_FILE", "PDF_SIGNING_KEY_FILE"])
def test_only_the_owner_may_read_a_key(tmp_path: Path, name: str) -> None:
    assert stat.S_IMODE(Path(ensure_keys(tmp_path)[name]).stat().st_mode) == 0o600
