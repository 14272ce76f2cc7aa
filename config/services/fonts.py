"""The Chinese fonts of a wheel, made known to fontconfig (WeasyPrint, and Chromium in tests)."""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from xml.sax.saxutils import escape

_SYSTEM = ("/etc/fonts/fonts.conf", "/opt/homebrew/etc/fonts/fonts.conf")
_PACKAGE = "pylopdf-fonts-zh-cn"


def write_fonts_conf(folder: Path) -> dict[str, str]:
    """Write ``fonts.conf`` and return the setting that makes fontconfig read it.

    The system's own fonts stay known. Returns nothing when the wheel is not installed.
    """
    try:
        fonts = distribution(_PACKAGE).locate_file("pylopdf_fonts_zh_cn")
    except PackageNotFoundError:
        return {}
    folder.mkdir(parents=True, exist_ok=True)
    conf = folder / "fonts.conf"
    conf.write_text(_content(Path(str(fonts)), cache=folder / "fontcache"))
    return {"FONTCONFIG_FILE": str(conf)}


def _content(fonts: Path, *, cache: Path) -> str:
    included = "".join(
        f'  <include ignore_missing="yes">{name}</include>\n'
        for name in _SYSTEM
        if Path(name).exists()
    )
    return (
        '<?xml version="1.0"?>\n'
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        "<fontconfig>\n"
        f"{included}"
        f"  <dir>{escape(str(fonts))}</dir>\n"
        f"  <cachedir>{escape(str(cache))}</cachedir>\n"
        f"{_fallback('sans-serif', 'Noto Sans SC')}"
        f"{_fallback('serif', 'Noto Serif SC')}"
        "</fontconfig>\n"
    )


def _fallback(generic: str, family: str) -> str:
    return (
        f"  <alias><family>{generic}</family><default><family>{family}</family></default></alias>\n"
    )
