"""Keeping refused attempts: a refusal undoes its transaction, so they are written down after it, in another one."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from accounts.models import User
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.registry.models import RefusedAttempt

EVIDENCE_REUSED = "evidence_reused"
SELF_PURCHASE = "self_purchase"
P = ParamSpec("P")
R = TypeVar("R")


def noted(
    refusal: MarketError, *, kind: str, subject: str, actor: User | None, **detail: Any
) -> MarketError:
    """Return the refusal with the attempt that is to be kept."""
    refusal.attempt = {  # type: ignore[attr-defined]
        "kind": kind,
        "subject": subject,
        "actor": actor,
        "detail": detail,
    }
    return refusal


def recorded(verb: Callable[P, R]) -> Callable[P, R]:
    """Decorate a verb (outside its transaction) whose refusals may carry an attempt.

    Called within a caller's transaction it leaves the attempt with the refusal, for whoever ends that transaction.
    """

    @wraps(verb)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return verb(*args, **kwargs)
        except MarketError as refusal:
            if not connection.in_atomic_block:
                keep(refusal)
            raise

    return wrapped


def keep(refusal: MarketError) -> None:
    """Write down the attempt that a refusal carries, once."""
    attempt = refusal.__dict__.pop("attempt", None)
    if attempt is not None:
        with transaction.atomic():
            RefusedAttempt.objects.create(at=clock.now(), **attempt)
