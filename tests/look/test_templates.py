"""What no template may hold: the content security policy would block it, or a stranger's host would be told."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    path
    for path in (ROOT / "templates").rglob("*.html")
    if not {"pdf", "mail", "email"} & set(path.parts)
)
FORBIDDEN = {
    "an inline style": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style[\s>]",
    "an inline script": r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")[^>]*>",
    "an event handler": r"<[^>]*\son[a-z]+\s*=",
    "a javascript address": r"(?:href|action)=\"javascript:",
    "a foreign resource": r"<(?:script|img|iframe|source|video|audio)\b[^>]*\bsrc=\"(?:https?:)?//",
    "a foreign style sheet": r"<link\b[^>]*rel=\"(?:stylesheet|preload|icon)\"[^>]*href=\"(?:https?:)?//",
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_template_is_clean(template):
    text = re.sub(
        r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}",
        "",
        template.read_text(encoding="utf-8"),
        flags=re.S,
    )
    found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text, flags=re.I)]
    assert not found


@pytest.mark.parametrize(
    "sheet", sorted((ROOT / "static" / "css").glob("*.css")), ids=lambda path: path.name
)
def test_a_style_sheet_loads_nothing_from_elsewhere(sheet):
    text = sheet.read_text(encoding="utf-8")
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import", text)


def test_only_the_tokens_name_colours():
    """A colour written elsewhere would be wrong in the dark. Shadows and print are the exceptions."""
    for sheet in (ROOT / "static" / "css").glob("*.css"):
        if sheet.name in ("tokens.css", "care.css", "print.css"):
            continue
        assert not re.findall(r"#[0-9a-f]{3,8}\b", sheet.read_text(encoding="utf-8"), flags=re.I), (
            sheet.name
        )


def test_every_class_a_template_names_is_in_a_style_sheet():
    """A misspelt class is a page that looks broken to its reader only."""
    folders = ("static", "marketplace", "events", "footprint", "accounts", "cms")
    sheets = [path for folder in folders for path in (ROOT / folder).rglob("*.css")]
    known = {
        name
        for sheet in sheets
        for name in re.findall(r"\.([a-zA-Z][\w-]*)", sheet.read_text("utf-8"))
    }
    known |= {"no-focus", "primary"}  # for the script, and for the reader of a template
    unknown = set()
    for template in TEMPLATES:
        text = re.sub(r"\{[%{].*?[%}]\}", " ", template.read_text(encoding="utf-8"), flags=re.S)
        for names in re.findall(r'class="([^"]*)"', text):
            unknown |= {
                (template.name, name)
                for name in names.split()
                if name not in known and name[-1] != "-"
            }
    assert not unknown
