"""The demo's content: nothing real stands in it twice under two names."""

import tomllib
from collections import defaultdict
from pathlib import Path

CONTENT = Path(__file__).resolve().parents[2] / "demo" / "content"


def test_a_methodology_has_one_code_wherever_the_demo_names_it():
    codes = defaultdict(set)
    for file in CONTENT.glob("*.toml"):
        for row in tomllib.loads(file.read_text(encoding="utf-8")).get("methodology", []):
            if isinstance(row, dict) and "version" in row:
                codes[row["name_zh"], row["version"]].add(row["code"])
    assert len(codes) > 5
    assert not {key: found for key, found in codes.items() if len(found) > 1}
