"""Canonical JSON: one value, one sequence of bytes, so that a hash over it means something.

Keys sorted, no spaces, UTF-8, only whole numbers below 2**53: the common ground of RFC 8785, so that
any language can make the same bytes. Money and decimals go in as strings.
"""

import hashlib
import json
import secrets
from datetime import UTC, date, datetime
from typing import Any

SALT_BYTES = 16
_LARGEST = 2**53 - 1


def dumps(value: Any) -> bytes:
    """Return the canonical bytes of dicts, lists, strings, whole numbers, booleans and None.

    Raises TypeError for anything else (floats, Decimals, dates) and ValueError for whole numbers
    that other languages could not read exactly.
    """
    _check(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def loads(raw: bytes) -> Any:
    """Return the value of canonical bytes; raises ValueError when they are not canonical."""
    value = json.loads(raw)
    if dumps(value) != raw:
        raise ValueError("These bytes are not canonical JSON.")
    return value


def sha256(raw: bytes) -> str:
    """Return the SHA-256 of bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()


def utc(moment: datetime) -> str:
    """Return a time as ``2026-11-23T09:00:00.123456Z``; raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("A naive time has no place in a record.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def day(value: date) -> str:
    """Return a date as ``2026-11-23``."""
    return value.isoformat()


def new_salt() -> bytes:
    """Return 16 fresh random bytes that keep a short value from being guessed by its digest."""
    return secrets.token_bytes(SALT_BYTES)


def commitment(salt: bytes, value: str) -> str:
    """Return ``sha256(salt ‖ value)`` in hexadecimal: says nothing until salt and value are shown."""
    if len(salt) != SALT_BYTES:
        raise ValueError("A salt has 16 bytes.")
    return sha256(salt + value.encode("utf-8"))


def _check(value: Any) -> None:
    if value is None or isinstance(value, (bool, str)):
        return
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise ValueError(f"{value} is too large to be read exactly everywhere.")
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise TypeError(f"The key {key!r} is not plain text.")
            _check(inner)
        return
    if isinstance(value, (list, tuple)):
        for inner in value:
            _check(inner)
        return
    raise TypeError(f"{type(value).__name__} has no canonical form: {value!r}")
