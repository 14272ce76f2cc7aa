"""From text to what a search can find it by, Chinese included. Pure: no database, clock or request.

PostgreSQL ships no parser for Chinese, and trigrams of a database in the C locale skip Chinese letters. So a text is
folded (NFKC, lower case, simplified characters) and cut into *grams*: each character and each pair of neighbours of a
Chinese run, each beginning of a Latin word or number, and the pinyin of up to six neighbours with their initials.
A query is cut the same way, coarser, and must find all its grams.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

LONGEST_QUERY = 80
MOST_GRAMS = 24
LONGEST_WORD = 24
LONGEST_SPELLING = 6
_RUN = re.compile(r"[\u3400-\u9fff]+|[0-9a-z]+")
_MARKS = re.compile(r"[\u0300-\u036f]")


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """Return a text as it is compared: full-width, capital, accented, traditional letters are as their plain ones."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", plain))
    return _converter().convert(unicodedata.normalize("NFC", bare))


def grams(texts: Iterable[str]) -> frozenset[str]:
    """Return everything the texts can be found by."""
    return frozenset(gram for text in texts for run in _runs(text) for gram in _grams_of(run))


def asked(query: str) -> tuple[str, ...]:
    """Return the grams that a query wants, all of them; nothing for a query without letters or digits."""
    wanted: dict[str, None] = {}
    for run in _runs(query[:LONGEST_QUERY]):
        if _is_chinese(run) and len(run) > 1:
            wanted.update(dict.fromkeys(run[at : at + 2] for at in range(len(run) - 1)))
        else:
            wanted[run[:LONGEST_WORD]] = None
    return tuple(wanted)[:MOST_GRAMS]


def _runs(text: str) -> list[str]:
    return _RUN.findall(fold(text))


def _grams_of(run: str) -> Iterator[str]:
    if not _is_chinese(run):
        yield from (run[:length] for length in range(1, min(len(run), LONGEST_WORD) + 1))
        return
    yield from run
    yield from (run[at : at + 2] for at in range(len(run) - 1))
    yield from _spellings(run)


def _spellings(run: str) -> Iterator[str]:
    """Yield the pinyin of each stretch of up to six characters, whole and by initials: hongshulin, hsl."""
    syllables = lazy_pinyin(run, style=Style.NORMAL)
    for start in range(len(syllables)):
        stretch = syllables[start : start + LONGEST_SPELLING]
        for end in range(1, len(stretch) + 1):
            yield "".join(stretch[:end])
            if end > 1:
                yield "".join(syllable[:1] for syllable in stretch[:end])


def _is_chinese(run: str) -> bool:
    return run[0] >= "\u3400"
