"""The registry's signature: Ed25519 over checkpoints (C2SP signed notes) and over statements.

One key, two uses that can't be mistaken for each other: a checkpoint's text begins with the log's
name, a statement is signed behind a fixed line. The private key is a PEM file named by
``LOG_SIGNING_KEY_FILE``; ``vkey()`` is what the world verifies with.
"""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

STATEMENT_PREFIX = b"zhonghe statement v1\n"
_ED25519 = b"\x01"


@lru_cache(maxsize=4)
def _private_key(path: str) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(Path(path).read_bytes(), password=None)
    except FileNotFoundError as missing:
        raise ImproperlyConfigured(f"LOG_SIGNING_KEY_FILE: there is no file {path}.") from missing
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured("LOG_SIGNING_KEY_FILE must hold an Ed25519 key.")
    return key


def _key() -> Ed25519PrivateKey:
    return _private_key(str(settings.LOG_SIGNING_KEY_FILE))


@lru_cache(maxsize=4)
def _public_bytes_of(path: str) -> bytes:
    return _private_key(path).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _public_bytes() -> bytes:
    return _public_bytes_of(str(settings.LOG_SIGNING_KEY_FILE))


def vkey() -> str:
    """Return the public key in C2SP form: ``name+key id+base64(0x01 ‖ key)``."""
    public = _public_bytes()
    identity = _key_id(settings.LOG_ORIGIN, public).hex()
    return f"{settings.LOG_ORIGIN}+{identity}+{base64.b64encode(_ED25519 + public).decode()}"


def sign_note(text: str) -> str:
    """Return the text (which ends in a newline) with a blank line and our signature line."""
    name = settings.LOG_ORIGIN
    signature = _key_id(name, _public_bytes()) + _key().sign(text.encode())
    return f"{text}\n— {name} {base64.b64encode(signature).decode()}\n"


def open_note(note: str, *, verifier: str = "") -> str:
    """Return the text of a note that our key (or the given vkey) signed; raises ValueError otherwise."""
    name, identity, public = _parse(verifier or vkey())
    text, separator, lines = note.rpartition("\n\n")
    if not separator:
        raise ValueError("This is not a signed note.")
    text += "\n"
    for line in lines.splitlines():
        if line.startswith(f"— {name} "):
            blob = base64.b64decode(line.rpartition(" ")[2], validate=True)
            if blob[:4] == identity and _verifies(public, blob[4:], text.encode()):
                return text
    raise ValueError("No signature of ours is on this note.")


def sign_statement(body: bytes) -> bytes:
    """Return the 64 bytes of signature over a statement."""
    return _key().sign(STATEMENT_PREFIX + body)


def statement_verifies(body: bytes, signature: bytes) -> bool:
    """Say whether we signed these bytes."""
    return _verifies(_public_bytes(), signature, STATEMENT_PREFIX + body)


def _verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def _parse(verifier: str) -> tuple[str, bytes, bytes]:
    name, identity, blob = verifier.split("+", 2)
    raw = base64.b64decode(blob, validate=True)
    if raw[:1] != _ED25519 or _key_id(name, raw[1:]).hex() != identity:
        raise ValueError("This is not an Ed25519 verification key.")
    return name, bytes.fromhex(identity), raw[1:]
