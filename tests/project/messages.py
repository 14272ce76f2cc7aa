"""Every text a user can see, in code and templates; `python -m tests.project.messages` prints what has no Chinese.

Pure Python (Babel's tokenizer, Django's template reader): no gettext tools are needed.
"""

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("accounts", "footprint", "marketplace", "events", "cms", "look", "config", "demo")
KEYWORDS = {
    name: spec
    for names, spec in (
        (("_", "gettext", "gettext_lazy", "gettext_noop"), None),
        (("ngettext", "ngettext_lazy"), (1, 2)),
        (("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
        (("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
    )
    for name in names
}
AREAS = {
    "accounts": (
        "accounts",
        "templates/account",
        "templates/accounts",
        "templates/mfa",
        "templates/usersessions",
        "templates/staff",
        "templates/allauth",
    ),
    "footprint": ("footprint", "templates/footprint"),
    "registry": ("marketplace/registry", "templates/registry"),
    "market": ("marketplace/market", "templates/market"),
    "payments": (
        "marketplace/payments",
        "templates/payments",
        "templates/sandbox",
        "config/sandbox",
    ),
    "certificates": ("marketplace/certificates", "templates/certificates"),
    "events": ("events", "templates/events"),
    "supervision": ("marketplace/supervision", "templates/supervision", "templates/problems"),
    "cms": ("cms", "templates/cms"),
}


@dataclass(frozen=True)
class Message:
    """A text and where it stands."""

    text: str
    path: str
    line: int

    @property
    def area(self) -> str:
        """The catalogue that should hold it."""
        for area, prefixes in AREAS.items():
            if self.path.startswith(tuple(f"{prefix}/" for prefix in prefixes)):
                return area
        return "registry" if self.path.startswith("marketplace/") else "site"


def all_messages() -> Iterator[Message]:
    """Yield every translatable text of ours."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _extract(path, path.read_text(encoding="utf-8"))
    for pattern in ("*.html", "*.txt"):
        for path in sorted((ROOT / "templates").rglob(pattern)):
            source = path.read_text(encoding="utf-8")
            # In parentheses the reader does not mind the indentation of what were tags.
            yield from _extract(path, f"({templatize(source, origin=str(path))})")


def translated() -> set[str]:
    """Return every text that one of our catalogues translates."""
    found = set()
    for path in (ROOT / "locale").glob("*/zh_Hans/LC_MESSAGES/django.po"):
        found |= {entry.msgid for entry in polib.pofile(str(path)).translated_entries()}
    return found


def missing() -> list[Message]:
    """Return the texts without Chinese, each once, in reading order. Those of Django and allauth count as theirs."""
    from django.utils import translation

    known = translated()
    gaps: dict[str, Message] = {}
    with translation.override("zh-hans"):
        for message in all_messages():
            if message.text not in known and translation.gettext(message.text) == message.text:
                gaps.setdefault(message.text, message)
    return list(gaps.values())


def _extract(path: Path, source: str) -> Iterator[Message]:
    name = str(path.relative_to(ROOT))
    stream = io.BytesIO(source.encode())
    for line, function, texts, _comments in extract_python(
        stream, list(KEYWORDS), [], {"encoding": "utf-8"}
    ):
        parts = texts if isinstance(texts, tuple) else (texts,)
        text = parts[1] if function.startswith(("pgettext", "npgettext")) else parts[0]
        if text:
            yield Message(text, name, line)


def main(wanted: str = "") -> None:
    """Print the gaps as catalogue entries, perhaps of one area."""
    import django

    django.setup()
    for message in missing():
        if wanted in ("", message.area):
            entry = polib.POEntry(msgid=message.text, occurrences=[(message.path, message.line)])
            sys.stdout.write(f"# {message.area}\n{entry}\n")


if __name__ == "__main__":
    import tests.environment  # noqa: F401

    main(*sys.argv[1:])
