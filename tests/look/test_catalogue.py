"""Every English string of the frame and its parts has its Chinese."""

import re
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    *(ROOT / "look").rglob("*.py"),
    *(ROOT / "templates").glob("*.html"),
    *(ROOT / "templates" / "components").glob("*.html"),
    *(ROOT / "templates" / "look").glob("*.html"),
]
PATTERNS = (
    r"\{% translate \"(.+?)\"",
    r"\b_\(\"(.+?)\"\)",
    r"\bgettext\(\"(.+?)\"\)",
    r"pgettext\(\"door\", \"(.+?)\"\)",
    r"\{% blocktranslate[^%]*%\}(.+?)\{%",
)


def strings() -> set[str]:
    found = {
        match
        for source in SOURCES
        for pattern in PATTERNS
        for match in re.findall(pattern, source.read_text("utf-8"), re.S)
    }
    return {re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", text) for text in found}


def test_nothing_is_left_in_english():
    catalogue = polib.pofile(str(ROOT / "locale/site/zh_Hans/LC_MESSAGES/django.po"))
    said = {
        entry.msgid.replace("%%", "%")
        for entry in catalogue
        if entry.msgstr and "fuzzy" not in entry.flags
    }
    assert strings() - said == set()
