"""Print the Debian packages whose libraries or programs are missing: missing_libraries.py run|test.

WeasyPrint loads Pango by name at run time, so no package manager of Python knows about it.
"""

import ctypes
import ctypes.util
import shutil
import sys
from pathlib import Path

LIBRARIES = {
    "libpango-1.0-0": ("libpango-1.0.so.0", "pango-1.0"),
    "libpangoft2-1.0-0": ("libpangoft2-1.0.so.0", "pangoft2-1.0"),
    "libharfbuzz-subset0": ("libharfbuzz-subset.so.0", "harfbuzz-subset"),
}
# What Playwright's driver (a Node.js of its own) loads, on Linux only.
DRIVER_LIBRARIES = {"libatomic1": ("libatomic.so.1", "atomic")}
TEST_PROGRAMS = {
    "chromium": (
        "chromium",
        "chromium-browser",
        "google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ),
    "poppler-utils": ("pdftotext",),
}
HOMEBREW = Path("/opt/homebrew/lib")


def library_is_there(soname: str, name: str) -> bool:
    """Say whether the library can be loaded, by its Linux name or as this system names it."""
    found = ctypes.util.find_library(name)
    homebrew = sorted(HOMEBREW.glob(f"lib{name}*.dylib"))
    for candidate in (soname, found, *map(str, homebrew)):
        if candidate is None:
            continue
        try:
            ctypes.CDLL(candidate)
        except OSError:
            continue
        return True
    return False


def missing(mode: str) -> list[str]:
    """Return the names of the Debian packages that would have to be installed."""
    libraries = dict(LIBRARIES)
    if mode == "test" and sys.platform == "linux":
        libraries |= DRIVER_LIBRARIES
    names = [package for package, ways in libraries.items() if not library_is_there(*ways)]
    if mode == "test":
        names += [
            package
            for package, programs in TEST_PROGRAMS.items()
            if not any(shutil.which(program) for program in programs)
        ]
    return names


if __name__ == "__main__":
    sys.stdout.write(" ".join(missing(sys.argv[1] if len(sys.argv) > 1 else "run")))
