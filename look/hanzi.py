"""Simplified to traditional characters: OpenCC's Hong Kong standard, then our own corrections, which win.

The corrections are ``hanzi_corrections.txt``: one pair a line, what OpenCC writes and what we write.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final

from opencc import OpenCC

CORRECTIONS_FILE: Final = Path(__file__).with_name("hanzi_corrections.txt")


@lru_cache(maxsize=1)
def converter() -> OpenCC:
    return OpenCC("s2hk")


@lru_cache(maxsize=1)
def corrections() -> tuple[tuple[str, str], ...]:
    """The pairs of the correction file, longest first. Raises ValueError for a line that isn't a pair."""
    pairs = []
    for line in CORRECTIONS_FILE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        wrong, right = line.split()
        pairs.append((wrong, right))
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=8192)
def to_traditional(text: str) -> str:
    """The text in traditional characters; Latin letters, digits and marks are untouched."""
    result = converter().convert(text)
    for wrong, right in corrections():
        result = result.replace(wrong, right)
    return result


def in_language(text: str, language: str) -> str:
    """Chinese text as a reader of ``language`` expects it: converted for ``zh-hant``, as written otherwise."""
    return to_traditional(text) if language == "zh-hant" else text
