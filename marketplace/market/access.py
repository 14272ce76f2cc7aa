"""Who may see a quote or an order. What is foreign does not exist (404).

A guest's order opens in the session that placed it, or by the link in the mail: a key made from the order's public id
with the site's secret, which then lives in the session.
"""

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import queries as accounts
from accounts.access import ALL_ROLES, PREPARERS
from accounts.models import Organization, Party, User
from accounts.parties import parties_of
from marketplace.market.models import Order, Quote

SESSION_KEY = "market_keys"
MOST_KEYS = 30
MAY_BUY = PREPARERS


def remember(request: HttpRequest, public_id: uuid.UUID) -> None:
    """Let this browser session open a guest's quote or order from now on."""
    known = [key for key in request.session.get(SESSION_KEY, []) if key != str(public_id)]
    request.session[SESSION_KEY] = [*known, str(public_id)][-MOST_KEYS:]


def order_key(public_id: uuid.UUID) -> str:
    """Return the secret of a guest's link to an order: 160 bits of an HMAC."""
    return salted_hmac("marketplace.market.order", str(public_id), algorithm="sha256").hexdigest()[
        :40
    ]


def order_link(order: Order) -> str:
    """Return the absolute address of an order for a mail, in the order's language."""
    with translation.override(order.language):
        address = reverse("market:order", args=[order.public_id])
    key = f"?key={order_key(order.public_id)}" if order.created_by_id is None else ""
    return f"{settings.SITE_URL}{address}{key}"


def order_or_404(request: HttpRequest, public_id: uuid.UUID) -> Order:
    """Return the order if the one who asks may see it; raises Http404 otherwise."""
    people = ("quote", "organization__party", "payer", "owner", "beneficiary", "retirement")
    order = Order.objects.select_related(*people).filter(public_id=public_id).first()
    if order is None or not _may_see_order(request, order):
        raise Http404
    return order


def quote_or_404(request: HttpRequest, public_id: uuid.UUID) -> Quote:
    """Return the quote if the one who asks may see it; raises Http404 otherwise."""
    quote = Quote.objects.select_related("organization__party").filter(public_id=public_id).first()
    if quote is None:
        raise Http404
    if quote.organization is not None or quote.created_by_id is not None:
        if _is_member(request, quote.organization) or quote.created_by_id == request.user.pk:
            return quote
    elif _remembers(request, public_id):
        return quote
    raise Http404


def _may_see_order(request: HttpRequest, order: Order) -> bool:
    if order.organization is not None:
        return _is_member(request, order.organization)
    if request.user.is_authenticated:
        mine = {party.pk for party in parties_of(request.user)}
        if order.created_by_id == request.user.pk or mine & {order.payer_id, order.owner_id}:
            return True
    if order.created_by_id is not None:
        return False
    given = request.GET.get("key", "")
    if given and constant_time_compare(given, order_key(order.public_id)):
        remember(request, order.public_id)
        return True
    return _remembers(request, order.public_id)


def _remembers(request: HttpRequest, public_id: uuid.UUID) -> bool:
    return str(public_id) in request.session.get(SESSION_KEY, [])


def _is_member(request: HttpRequest, organization: Organization | None) -> bool:
    if organization is None or not request.user.is_authenticated:
        return False
    return accounts.role_in(request.user, organization) in ALL_ROLES


def buying_organizations(user: User) -> list[accounts.OrganizationOf]:
    """Return the organizations for which a user may buy."""
    return [each for each in accounts.organizations_of(user) if each.role in MAY_BUY]


def account_or_404(user: User, public_id: str) -> tuple[Party, Organization | None]:
    """Return the account (party) a signed-in person looks at: an organization's by public id, else the person's own."""
    if not public_id:
        return parties_of(user)[0], None
    try:
        wanted = uuid.UUID(public_id)
    except ValueError as error:
        raise Http404 from error
    membership = user.memberships.select_related("organization__party").filter(
        organization__party__public_id=wanted
    )
    found = membership.first()
    if found is None:
        raise Http404
    return found.organization.party, found.organization
