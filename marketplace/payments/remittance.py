"""Remittance codes: what a payer writes into a transfer's remark, and how it is found again. Pure.

A code is `ZH`, eight characters and a check character (ISO/IEC 7064 MOD 37,36), which finds every
single wrong character and nearly every swap. No character can be taken for another: 0, 1, I, L
and O do not occur. Banks change case and add spaces, so both are ignored.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

from stdnum.iso7064 import mod_37_36

PREFIX = "ZH"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_SHAPE = re.compile(f"{PREFIX}[{ALPHABET}]{{9}}")
_NOISE = re.compile(r"[\s\-‐–—·.,，。:：;；/#()（）]+")


def new_code() -> str:
    """Return a fresh code (40 random bits) whose check character is easy to read too."""
    while True:
        body = PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(8))
        check = mod_37_36.calc_check_digit(body)
        if check in ALPHABET:
            return body + check


def is_valid(code: str) -> bool:
    """Say whether a text is a code with the right check character."""
    return bool(_SHAPE.fullmatch(code)) and mod_37_36.is_valid(code)


def find(remark: str) -> list[str]:
    """Return the valid codes in a bank's remark, in order, each once."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", remark).upper())
    found: list[str] = []
    for start in range(len(text)):
        candidate = text[start : start + 11]
        if is_valid(candidate) and candidate not in found:
            found.append(candidate)
    return found


def shown(code: str) -> str:
    """Group a code for reading and typing: ZH7Q K2M9 XDA."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
