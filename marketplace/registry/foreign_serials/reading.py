"""From a text to what it says: the first registry whose form it claims reads it; nobody's is free text."""

from dataclasses import replace
from types import ModuleType

from marketplace.registry.foreign_serials import (
    acr,
    car,
    free_text,
    gold_standard,
    regen,
    undp,
    verra,
)
from marketplace.registry.foreign_serials.shapes import ForeignSerial
from marketplace.registry.foreign_serials.texts import plain

# UNDP's form has no name in it, so those that have one come first.
PARSERS: tuple[ModuleType, ...] = (verra, car, acr, gold_standard, regen, undp, free_text)
REGISTRIES = tuple(parser.REGISTRY for parser in PARSERS)


def read(text: str, *, first: int | None = None, last: int | None = None) -> ForeignSerial:
    """Read a serial number; ``first`` and ``last``, where given, say the block that a free text leaves open.

    A block that the text names itself stands: another one beside it is a lie (``checking``).

    Raises UnknownFormError: the text names a registry whose form it has not, or is no serial number at all.
    """
    tidy = plain(text)
    parser = next((each for each in PARSERS if each.claims(tidy)), free_text)
    found: ForeignSerial = parser.read(tidy)
    leaves_open = found.registry == free_text.REGISTRY and found.first is None
    if first is not None and last is not None and leaves_open:
        return replace(found, first=first, last=last)
    return found
