"""The wheel's Chinese fonts are found by fontconfig beside the system's own."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from config.services.fonts import write_fonts_conf


@pytest.mark.skipif(shutil.which("fc-match") is None, reason="fontconfig's tools are not installed")
@pytest.mark.parametrize("family", ["Noto Sans SC", "Noto Serif SC"])
def test_fontconfig_finds_the_chinese_fonts(tmp_path: Path, family: str) -> None:
    settings = write_fonts_conf(tmp_path)
    shown = subprocess.run(
        ["fc-match", "-f", "%{family}", f"{family}:lang=zh-cn"],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == family


def test_the_configuration_survives_a_folder_with_odd_characters(tmp_path: Path) -> None:
    folder = tmp_path / "R&D <碳>"
    conf = Path(write_fonts_conf(folder)["FONTCONFIG_FILE"])
    assert "R&amp;D &lt;碳&gt;" in conf.read_text()
