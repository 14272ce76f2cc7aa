"""What waits for a person, for the start page of the account: other apps register who knows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what it is, in the reader's language, and where it is done."""

    text: str
    url: str


Source = Callable[[User], Sequence[Waiting]]
_SOURCES: list[Source] = []


def source(function: Source) -> Source:
    """Register who knows of things that wait for a user."""
    _SOURCES.append(function)
    return function


def for_user(user: User) -> list[Waiting]:
    """Return everything that waits for this person."""
    return [each for known in _SOURCES for each in known(user)]
