"""Proof that a member number is one's own: the operator's app shows a code that only operator and site can make.

code = the first ten characters of base 32 (RFC 4648, upper case) of HMAC-SHA256(key, member number in UTF-8).
The key is the operator's, as sixty-four hexadecimal digits; it is derived and not stored, so no table holds it.
"""

import base64
import hashlib
import hmac
import unicodedata

from django.conf import settings

LENGTH = 10


def key(registration_number: str) -> str:
    """Return an operator's key in hexadecimal."""
    message = f"points-operator:{registration_number}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


def code(registration_number: str, member_number: str) -> str:
    """Return the code that the operator's app shows beside a member number."""
    mac = hmac.new(bytes.fromhex(key(registration_number)), member_number.encode(), hashlib.sha256)
    return base64.b32encode(mac.digest()).decode()[:LENGTH]


def fits(registration_number: str, member_number: str, typed: str) -> bool:
    """Return whether a typed code belongs to a member number; spaces, hyphens and case don't matter."""
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    return hmac.compare_digest(plain.encode(), code(registration_number, member_number).encode())


def redeem_code(typed: str) -> str:
    """Return an operator's code in its one form, ``ABCD-EFGH``; spaces, hyphens, width and case don't matter."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum())
    return f"{plain[:4]}-{plain[4:]}"
