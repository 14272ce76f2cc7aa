"""What the person at the terminal reads."""

import sys


def say(text: str = "") -> None:
    """Write a line, at once even into a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(f"\n{text}\n")
    sys.stderr.flush()
