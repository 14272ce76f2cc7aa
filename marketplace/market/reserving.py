"""From a valid form to a quote that holds stock, for whoever asks: the same from a plan and from a basket."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

from marketplace.errors import MarketError
from marketplace.market import access, limits, origins, quotes
from marketplace.market.buyers import Buyer
from marketplace.market.forms import ReserveForm
from marketplace.market.models import Quote
from marketplace.market.plan_pages import plan_of
from marketplace.market.wishes import Wish

SAME_SECONDS = 6
"""Within so long the same form sent again, by a second click or from another tab, is the same reservation."""


def make(
    request: HttpRequest,
    wish: Wish,
    form: ReserveForm,
    *,
    check: Callable[[], None] = lambda: None,
) -> Quote:
    """Hold the stock of the plan a valid form names, once however often it is sent. Raises MarketError.

    ``check`` is asked first, unless a request that came before has done it all.
    """
    key = _key(request, form)
    first = not key or cache.add(key, "", SAME_SECONDS)
    made = None if first else _awaited(key)
    if made is None:
        made = _claimed(key, lambda: _hold(request, wish, form, check))
    access.remember(request, made.public_id)
    return made


def address(made: Quote) -> str:
    """Return where a quote is seen."""
    return reverse("market:quote", args=[made.public_id])


def _claimed(key: str, hold: Callable[[], Quote]) -> Quote:
    """Hold, and leave word of it under the key for whoever sends the same; none where it was refused."""
    try:
        made = hold()
    except MarketError:
        cache.delete(key)
        raise
    if key:
        cache.set(key, str(made.public_id), SAME_SECONDS)
    return made


def _hold(request: HttpRequest, wish: Wish, form: ReserveForm, check: Callable[[], None]) -> Quote:
    check()
    buyer = replace(wish.buyer_of(form), origin=origins.lasting_marks(request))
    limits.count_quote(request, buyer.email)
    return quotes.make(
        plan_of(form.cleaned_data["plan"]),
        buyer,
        kind=_kind(form.cleaned_data["kind"], buyer),
        claim_for=form.cleaned_data["claim_for"],
    )


def _key(request: HttpRequest, form: ReserveForm) -> str:
    """Return the mark of this form in this browser; nothing for a browser that can't be told from others."""
    browser = request.session.session_key or request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    said = json.dumps([browser, sorted((name, str(form[name].data)) for name in form.fields)])
    return f"market:reserving:{sha256(said.encode()).hexdigest()}" if browser else ""


def _awaited(key: str) -> Quote | None:
    """Return what the request that came first has made, if it still holds; None when it was refused or is too slow."""
    until = time.monotonic() + SAME_SECONDS / 2
    while (found := cache.get(key)) == "" and time.monotonic() < until:
        time.sleep(0.05)
    open_ones = Quote.objects.filter(consumed_at=None, released_at=None)
    return open_ones.filter(public_id=found).first() if found else None


def _kind(asked: str, buyer: Buyer) -> str:
    """A quotation where one asks for it, or needs the time for a second person's approval; else as the total allows."""
    slow = buyer.organization is not None and buyer.organization.approval_required
    return Quote.Kind.OFFICE if slow or asked == Quote.Kind.OFFICE else ""
