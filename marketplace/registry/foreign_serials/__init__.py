"""Serial numbers of other registries, one reader each: no single pattern holds them all. Pure.

``read(text)`` gives the registry, the block (inclusive, tonnes) and the vintage as far as the text says them;
``lies(…)`` says exactly what contradicts the tonnes and the monitoring period that are claimed for it.
"""

from marketplace.registry.foreign_serials.checking import Lie, lies, unknown_form
from marketplace.registry.foreign_serials.reading import REGISTRIES, read
from marketplace.registry.foreign_serials.shapes import ForeignSerial, UnknownFormError

__all__ = [
    "REGISTRIES",
    "ForeignSerial",
    "Lie",
    "UnknownFormError",
    "lies",
    "read",
    "unknown_form",
]
