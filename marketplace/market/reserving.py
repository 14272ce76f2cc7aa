"""From a valid form to a quote that holds stock, for whoever asks: the same from a plan and from a basket."""

from dataclasses import replace

from django.http import HttpRequest
from django.urls import reverse

from marketplace.market import access, limits, origins, quotes
from marketplace.market.buyers import Buyer
from marketplace.market.forms import ReserveForm
from marketplace.market.models import Quote
from marketplace.market.plan_pages import plan_of
from marketplace.market.wishes import Wish


def make(request: HttpRequest, wish: Wish, form: ReserveForm) -> Quote:
    """Hold the stock of the plan a valid form names. Raises MarketError."""
    buyer = replace(wish.buyer_of(form), origin=origins.lasting_marks(request))
    limits.count_quote(request, buyer.email)
    made = quotes.make(
        plan_of(form.cleaned_data["plan"]),
        buyer,
        kind=_kind(form.cleaned_data["kind"], buyer),
        claim_for=form.cleaned_data["claim_for"],
    )
    access.remember(request, made.public_id)
    return made


def address(made: Quote) -> str:
    """Return where a quote is seen."""
    return reverse("market:quote", args=[made.public_id])


def _kind(asked: str, buyer: Buyer) -> str:
    """A quotation where one asks for it, or needs the time for a second person's approval; else as the total allows."""
    slow = buyer.organization is not None and buyer.organization.approval_required
    return Quote.Kind.OFFICE if slow or asked == Quote.Kind.OFFICE else ""
