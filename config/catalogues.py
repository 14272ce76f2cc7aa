"""The message catalogues: one hand-written per area and language, Traditional Chinese derived.

``locale/<area>/zh_Hans/LC_MESSAGES/django.po`` is written by people. ``zh_Hant`` is made of it by OpenCC and
the corrections of ``look/hanzi_corrections.txt``.
English needs no catalogue: it is what the code says.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import polib

from look.hanzi import to_traditional

HANS, HANT = "zh_Hans", "zh_Hant"


def sources(root: Path) -> Iterator[Path]:
    """Yield the hand-written catalogues below ``locale/``."""
    yield from sorted(root.glob(f"*/{HANS}/LC_MESSAGES/django.po"))


def compile_all(root: Path) -> int:
    """Write the binary catalogues of both Chinese scripts beside their sources; return how many areas there are."""
    paths = list(sources(root))
    for path in paths:
        simplified = polib.pofile(str(path))
        simplified.metadata.setdefault("Plural-Forms", "nplurals=1; plural=0;")
        simplified.metadata["Content-Type"] = "text/plain; charset=UTF-8"
        _save(simplified, path.with_suffix(".mo"))
        for entry in simplified:
            entry.msgstr = to_traditional(entry.msgstr)
            entry.msgstr_plural = {
                form: to_traditional(text) for form, text in entry.msgstr_plural.items()
            }
        target = path.parents[2] / HANT / "LC_MESSAGES"
        target.mkdir(parents=True, exist_ok=True)
        simplified.metadata["Language"] = HANT
        _save(simplified, target / "django.mo")
    return len(paths)


def _save(catalogue: polib.POFile, target: Path) -> None:
    """Write in one step: a server or a test may be reading the file that is replaced."""
    draft = target.with_suffix(f".{os.getpid()}")
    catalogue.save_as_mofile(str(draft))
    draft.replace(target)
