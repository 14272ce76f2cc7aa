"""Command line: `python -m config.sandbox.stripe --port N --state DIR …`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from config.sandbox.stripe.server import Sandbox


def _site_webhook() -> str:
    """Return the webhook's address on the site of this run, whose port the environment names."""
    port = os.environ.get("PORT")
    return f"http://127.0.0.1:{port}/payments/stripe/webhook/" if port else ""


def main() -> None:
    """Serve until told to stop; the two secrets come from the environment, not the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--webhook-url", default=_site_webhook())
    parser.add_argument("--public-base", default="/sandbox/stripe")
    options = parser.parse_args()
    server = Sandbox(
        options.state,
        port=options.port,
        webhook_url=options.webhook_url,
        webhook_secret=os.environ.get("STRIPE_WEBHOOK_SECRET", "whsec_sandbox"),
        api_key=os.environ.get("STRIPE_SECRET_KEY", ""),
        public_base=options.public_base,
    )

    def leave(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    server.run()


if __name__ == "__main__":
    main()
