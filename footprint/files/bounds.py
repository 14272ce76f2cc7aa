"""What a file may be, and the word for one that may not. Standard library only."""

from __future__ import annotations

MAX_BYTES = 96 << 20
MAX_UNPACKED = 640 << 20
MAX_RATIO = 100
MAX_MEMBERS = 200
MAX_ROWS = 1_000_000
MAX_COLUMNS = 200
MAX_TEXT = 300
MAX_BAD_ROWS = 20_000
"""Bad rows given back as a file; all are counted."""
MAX_WAYS = 1500
"""Distinct ways of travelling in one file; a footprint holds 2,000 lines."""
HEADER_SEARCH = 20
MEMORY_BYTES = 1536 << 20
CPU_SECONDS = 40


class RefusedError(Exception):
    """The file is not read; the first argument is a reason word, the second a detail such as a cell."""

    @property
    def reason(self) -> str:
        """The word that the parent turns into a sentence."""
        return str(self.args[0])

    @property
    def detail(self) -> str:
        """A cell, a range or a sheet that the sentence names."""
        return str(self.args[1]) if len(self.args) > 1 else ""
