"""``python -m config.services up``."""

import sys

from config.services.up import up

_USAGE = "usage: python -m config.services up"


def main(arguments: list[str]) -> int:
    """Run the command that was asked for; return the exit code."""
    if arguments != ["up"]:
        sys.stderr.write(f"{_USAGE}\n")
        return 2
    return up()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
