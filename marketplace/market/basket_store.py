"""Where a basket is kept: with the session of a guest, with the account of who is signed in. Signing in merges both."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from marketplace.market.basket import Basket, of_json
from marketplace.market.models import KeptBasket

SESSION_KEY = "basket"
# How many listings are in it, for the link at the top of every page: no page asks the database for that.
COUNT_KEY = "basket_count"


def of(request: HttpRequest) -> Basket:
    """Return the basket of whoever asks."""
    if not request.user.is_authenticated:
        return of_json(request.session.get(SESSION_KEY))
    row = KeptBasket.objects.filter(user=request.user.pk).first()
    return of_json(row.content) if row else Basket()


def change(request: HttpRequest, act: Callable[[Basket], Basket]) -> Basket:
    """Replace the basket by what ``act`` makes of it, one change after the other; return the new one."""
    if request.user.is_authenticated:
        basket = _change_kept(request.user, act)
    else:
        basket = act(of(request))
        request.session[SESSION_KEY] = basket.as_json()
    request.session[COUNT_KEY] = len(basket.entries)
    return basket


@transaction.atomic
def _change_kept(user: User, act: Callable[[Basket], Basket]) -> Basket:
    KeptBasket.objects.get_or_create(user=user, defaults={"changed_at": timezone.now()})
    row = KeptBasket.objects.select_for_update().get(user=user)
    basket = act(of_json(row.content))
    KeptBasket.objects.filter(pk=row.pk).update(content=basket.as_json(), changed_at=timezone.now())
    return basket


def receive(request: HttpRequest) -> None:
    """After signing in: put what was chosen before into the account's basket."""
    brought = of_json(request.session.pop(SESSION_KEY, None))
    if brought:
        change(request, lambda kept: kept.merged(brought))
    else:
        request.session[COUNT_KEY] = len(of(request).entries)
