"""The message catalogues: one hand-written per area and language, Traditional Chinese derived.

``locale/<area>/zh_Hans/LC_MESSAGES/django.po`` is written by people. ``zh_Hant`` is made of it by OpenCC and
the corrections of ``look/hanzi_corrections.txt``.
English needs no catalogue: it is what the code says.
"""

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
    count = 0
    for count, path in enumerate(sources(root), start=1):
        simplified = polib.pofile(str(path))
        simplified.metadata.setdefault("Plural-Forms", "nplurals=1; plural=0;")
        simplified.metadata["Content-Type"] = "text/plain; charset=UTF-8"
        simplified.save_as_mofile(str(path.with_suffix(".mo")))
        for entry in simplified:
            entry.msgstr = to_traditional(entry.msgstr)
            entry.msgstr_plural = {
                form: to_traditional(text) for form, text in entry.msgstr_plural.items()
            }
        target = path.parents[2] / HANT / "LC_MESSAGES"
        target.mkdir(parents=True, exist_ok=True)
        simplified.metadata["Language"] = HANT
        simplified.save_as_mofile(str(target / "django.mo"))
    return count
