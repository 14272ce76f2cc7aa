"""What the registry does with messages from the outbox."""

from collections.abc import Mapping
from typing import Any

from marketplace.outbox import handler
from marketplace.registry import issuance_letters, log  # noqa: F401 - its handler registers itself


@handler("seal_log")
def seal_log(_payload: Mapping[str, Any]) -> None:
    """Give waiting leaves their place and sign the new root."""
    log.seal()
