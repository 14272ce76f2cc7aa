"""Seals a waiting file, which may name persons, so that a copy of the database does not show it."""

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


def seal(content: bytes, *, bound_to: str) -> bytes:
    """Encrypt with a key derived from the site's secret; `bound_to` must be said again to open it."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key()).encrypt(nonce, content, bound_to.encode())


def unseal(sealed: bytes, *, bound_to: str) -> bytes:
    """The content; raises cryptography.exceptions.InvalidTag when it or the secret has changed."""
    return AESGCM(_key()).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to.encode())


def _key() -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"zhonghe footprint import")
    return hkdf.derive(settings.SECRET_KEY.encode())
