"""WCAG 2.2: text 4.5 : 1, shapes that carry meaning 3 : 1, measured on the tokens themselves."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TEXT = [
    (ink, paper)
    for paper in ("paper", "paper-2")
    for ink in ("ink", "ink-2", "ink-3", "pine", "seal", "amber")
] + [
    ("on-pine", "pine"), ("on-seal", "seal"), ("pine", "pine-4"), ("ink", "pine-4"), ("ink", "pine-3"),
    ("amber", "amber-2"), ("ink", "amber-2"), ("seal", "seal-2"), ("ink", "seal-2"),
]  # fmt: skip
SHAPES = [
    (shape, paper)
    for paper in ("paper", "paper-2")
    for shape in (
        "edge",
        "pine-2",
        "t-retired",
        "t-owned",
        "t-held",
        "t-available",
        "c-1",
        "c-2",
        "c-3",
        "c-5",
    )
]


def blocks(name: str) -> dict[str, dict[str, str]]:
    text = re.sub(r"/\*.*?\*/", "", (CSS / name).read_text(encoding="utf-8"), flags=re.S)
    found = re.findall(r"(:root[^{}]*)\{([^{}]*)\}", text)
    return {
        head.strip(): dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", body))
        for head, body in found
    }


TOKENS, CARE = blocks("tokens.css"), blocks("care.css")
LIGHT = TOKENS[":root"]
DARK = LIGHT | TOKENS[':root[data-theme="dark"]']
SETTINGS = {
    "light": LIGHT,
    "dark": DARK,
    "care": LIGHT | CARE[":root[data-care]"],
    "care in the dark": DARK | CARE[':root[data-care][data-theme="dark"]'],
}


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself_is_right():
    assert round(contrast("#ffffff", "#000000"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_can_be_read(setting, ink, paper):
    tokens = SETTINGS[setting]
    wanted = 7 if setting.startswith("care") else 4.5
    assert contrast(tokens[ink], tokens[paper]) >= wanted


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize(("shape", "paper"), SHAPES)
def test_shapes_can_be_told_from_the_paper(setting, shape, paper):
    tokens = SETTINGS[setting]
    assert contrast(tokens[shape], tokens[paper]) >= 3


def test_dark_by_the_system_and_dark_by_choice_are_the_same():
    assert TOKENS[':root:not([data-theme="light"])'] == TOKENS[':root[data-theme="dark"]']
    assert (
        CARE[':root[data-care]:not([data-theme="light"])']
        == CARE[':root[data-care][data-theme="dark"]']
    )
