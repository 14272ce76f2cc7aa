"""Command line: `python -m config.sandbox.mail --smtp-port N --http-port M --dir DIR`."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from config.sandbox.mail.server import Catcher


def main() -> None:
    """Catch mail until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--dir", type=Path, required=True)
    options = parser.parse_args()
    catcher = Catcher(options.dir, smtp_port=options.smtp_port, http_port=options.http_port)

    def leave(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    catcher.run()


if __name__ == "__main__":
    main()
