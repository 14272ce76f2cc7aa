"""Certificate codes: ``ZH-7K4M-Q2XD-93FB-T5``, sixty random bits and two check characters.

Whoever has the code may read the certificate, so it can't be guessed. Crockford's base 32 (no I, L, O, U);
the check is the value modulo the prime 1021, which catches every single wrong character and every
two exchanged ones. Pure.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BODY_LENGTH = 12
_MODULUS = 1021
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_LONGEST_INPUT = 64


def new() -> str:
    """Return a fresh code."""
    body = "".join(secrets.choice(ALPHABET) for _i in range(BODY_LENGTH))
    return _pretty(body + _check(body))


def normalize(text: str) -> str | None:
    """Return the code a person typed in its one written form, or None when it is none.

    Case, spaces, hyphens, full-width characters and the usual confusions (O for 0, I and L for 1) don't matter.
    """
    if len(text) > _LONGEST_INPUT:
        return None
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = "".join(c for c in plain if not c.isspace() and c not in "-‐‑‒–—−_.")
    if not plain.startswith("ZH"):
        return None
    letters = plain[2:]
    if len(letters) != BODY_LENGTH + 2 or any(c not in _VALUES for c in letters):
        return None
    clean = "".join(ALPHABET[_VALUES[c]] for c in letters)
    body, check = clean[:BODY_LENGTH], clean[BODY_LENGTH:]
    return _pretty(clean) if _check(body) == check else None


def _check(body: str) -> str:
    value = 0
    for letter in body:
        value = value * 32 + _VALUES[letter]
    rest = value % _MODULUS
    return ALPHABET[rest // 32] + ALPHABET[rest % 32]


def _pretty(letters: str) -> str:
    groups = [letters[i : i + 4] for i in range(0, BODY_LENGTH, 4)]
    return "-".join(["ZH", *groups, letters[BODY_LENGTH:]])
