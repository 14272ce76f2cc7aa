"""How many took part, as strangers may read it: a small group is never counted out.

Pure. Ten is this registry's own threshold (a decision, 2026; no rule of the scheme names one): a count below it
could let a reader find out who somebody is.
"""

FEWEST_SHOWN = 10


def shown(count: int | None) -> int | None:
    """Return the count, or None where it is unknown or too small to be told."""
    return count if count is not None and count >= FEWEST_SHOWN else None


def is_few(count: int | None) -> bool:
    """Say whether some took part, but too few to say how many."""
    return count is not None and 0 < count < FEWEST_SHOWN
