"""The registry of staff queues: each app says what waits for whom, the index lists it.

An app calls `register_queue` in `AppConfig.ready()`. The count is asked for at each visit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from accounts.access import StaffGroup
from accounts.models import User


@dataclass(frozen=True)
class Queue:
    """A list of things that wait for staff of one group."""

    name: str | Promise
    url_name: str
    group: StaffGroup
    count: Callable[[], int]
    text: str | Promise = ""


@dataclass(frozen=True)
class QueueState:
    """A queue at this moment, for the index page."""

    name: str | Promise
    text: str | Promise
    href: str
    group: StaffGroup
    waiting: int
    to_read: bool = False


_queues: dict[str, Queue] = {}


def register_queue(
    name: str | Promise,
    url_name: str,
    group: StaffGroup,
    count: Callable[[], int],
    *,
    text: str | Promise = "",
) -> None:
    """Add a queue; the same URL name registered again replaces the former.

    `count` returns how many wait. `text` is one sentence on what is done there.
    """
    _queues[url_name] = Queue(name, url_name, group, count, text)


def queues_for(user: User) -> list[QueueState]:
    """Return the queues of the groups a staff member is in, with what waits in each.

    A supervisor gets all others after them, to read. What several groups share stands once.
    """
    groups = set(user.groups.values_list("name", flat=True))
    found: dict[str, QueueState] = {}
    for queue in sorted(_queues.values(), key=lambda queue: queue.group not in groups):
        name = str(queue.name)
        if (queue.group in groups or "supervisor" in groups) and name not in found:
            found[name] = QueueState(
                name=queue.name,
                text=queue.text,
                href=reverse(queue.url_name),
                group=queue.group,
                waiting=queue.count(),
                to_read=queue.group not in groups,
            )
    return list(found.values())
