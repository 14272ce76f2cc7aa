"""The rules' names, meanings and thresholds, read from ``rules.toml``; settings may set single thresholds otherwise."""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from django.conf import settings

FILE = Path(__file__).with_name("rules.toml")
TEXTS = ("title_zh", "title_en", "meaning_zh", "meaning_en")


@dataclass(frozen=True)
class Rule:
    """One rule; works with ``|localname`` (stems: title, meaning)."""

    code: str
    title_zh: str
    title_en: str
    meaning_zh: str
    meaning_en: str
    limits: dict[str, int]


@cache
def _file() -> dict[str, Rule]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        code: Rule(
            code=code,
            limits={key: value for key, value in row.items() if key not in TEXTS},
            **{key: row[key] for key in TEXTS},
        )
        for code, row in rows.items()
    }


def rules() -> dict[str, Rule]:
    """Return every rule by its code, with the thresholds in force, which its meaning names."""
    return {code: _in_force(rule) for code, rule in _file().items()}


def limit(rule: str, name: str) -> int:
    """Return a threshold: ``SUPERVISION_LIMITS["rule.name"]`` of the settings, else the file's."""
    own: dict[str, int] = getattr(settings, "SUPERVISION_LIMITS", {})
    return own.get(f"{rule}.{name}", _file()[rule].limits[name])


def limits(rule: str) -> dict[str, int]:
    """Return all thresholds of a rule that are in force."""
    return {name: limit(rule, name) for name in _file()[rule].limits}


def _in_force(rule: Rule) -> Rule:
    own = limits(rule.code)
    return replace(
        rule,
        limits=own,
        meaning_zh=rule.meaning_zh.format(**own),
        meaning_en=rule.meaning_en.format(**own),
    )
