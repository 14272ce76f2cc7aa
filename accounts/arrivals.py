"""What other apps do when somebody has signed in: each registers it in `AppConfig.ready()`.

The session keeps its data at sign-in, so what was begun without an account is still at hand.
"""

from collections.abc import Callable

from django.http import HttpRequest

Arrival = Callable[[HttpRequest], None]
_arrivals: dict[str, Arrival] = {}


def register_arrival(name: str, receive: Arrival) -> None:
    """Add what an app does; the same name registered again replaces the former."""
    _arrivals[name] = receive


def receive(request: HttpRequest) -> None:
    """Run all of it; `request.user` is whoever has just signed in."""
    for arrival in _arrivals.values():
        arrival(request)
