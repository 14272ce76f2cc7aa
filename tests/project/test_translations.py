"""Every text has its Chinese, one Chinese; nothing is fuzzy."""

from collections import defaultdict
from pathlib import Path

import polib

from config import catalogues
from tests.project import messages

LOCALE = messages.ROOT / "locale"


def test_every_text_of_ours_is_in_chinese(db):
    catalogues.compile_all(LOCALE)
    gaps = [f"{gap.path}:{gap.line} [{gap.area}] {gap.text!r}" for gap in messages.missing()]
    assert not gaps, "\n".join(gaps)


def test_no_text_is_said_in_two_ways():
    said: dict[tuple[str | None, str], dict[str, str]] = defaultdict(dict)
    for path in catalogues.sources(LOCALE):
        for entry in polib.pofile(str(path)).translated_entries():
            said[entry.msgctxt, entry.msgid][path.parts[-4]] = entry.msgstr
    twice = {key[1]: areas for key, areas in said.items() if len(set(areas.values())) > 1}
    assert not twice, twice


def test_no_entry_is_fuzzy_or_empty():
    for path in catalogues.sources(LOCALE):
        catalogue = polib.pofile(str(path))
        assert not catalogue.fuzzy_entries(), path
        assert not catalogue.untranslated_entries(), path


def test_traditional_characters_are_made_for_every_area():
    catalogues.compile_all(LOCALE)
    for path in catalogues.sources(LOCALE):
        assert (Path(*path.parts[:-3]) / "zh_Hant/LC_MESSAGES/django.mo").exists()
