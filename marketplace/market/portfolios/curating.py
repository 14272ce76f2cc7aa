"""The verb that makes and changes portfolios: each change is a further version. The only writer of their tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market.models import Listing, Portfolio, PortfolioPart, PortfolioVersion

FEWEST_PARTS = 2
MOST_PARTS = 10
WHOLE = 100


@dataclass(frozen=True)
class Draft:
    """What a version says and holds: ``parts`` are whole percent by listing id and make 100."""

    name_zh: str
    name_en: str
    description_zh: str
    description_en: str
    parts: Mapping[int, int]
    published: bool = True


@transaction.atomic
def create(slug: str, draft: Draft, *, actor: User, note: str = "") -> PortfolioVersion:
    """Begin a portfolio. Raises MarketError ``invalid_request``, also for a slug that is taken."""
    now = clock.now()
    try:
        with transaction.atomic():
            portfolio = Portfolio.objects.create(slug=slug, created_at=now)
    except IntegrityError as error:
        raise MarketError(
            "invalid_request", _("Another portfolio has this address already.")
        ) from error
    return _store(portfolio, 1, draft, actor=actor, note=note)


@transaction.atomic
def change(portfolio: Portfolio, draft: Draft, *, actor: User, note: str) -> PortfolioVersion:
    """Store the next version. Raises MarketError ``invalid_request``, ``invalid_state`` if another came first."""
    last = portfolio.versions.order_by("-number").first()
    try:
        with transaction.atomic():
            return _store(portfolio, last.number + 1 if last else 1, draft, actor=actor, note=note)
    except (
        IntegrityError
    ) as error:  # two changes at once: the number is taken, the later one looks again
        raise MarketError("invalid_state") from error


def _store(
    portfolio: Portfolio, number: int, draft: Draft, *, actor: User, note: str
) -> PortfolioVersion:
    _check(draft)
    version = PortfolioVersion.objects.create(
        portfolio=portfolio,
        number=number,
        name_zh=draft.name_zh,
        name_en=draft.name_en,
        description_zh=draft.description_zh,
        description_en=draft.description_en,
        published=draft.published,
        note=note,
        actor=actor,
        at=clock.now(),
    )
    PortfolioPart.objects.bulk_create(
        PortfolioPart(version=version, listing_id=listing_id, weight=weight)
        for listing_id, weight in sorted(draft.parts.items())
    )
    return version


def _check(draft: Draft) -> None:
    """Refuse what is not a mix, kindly; the database refuses it again."""
    if not FEWEST_PARTS <= len(draft.parts) <= MOST_PARTS:
        raise MarketError("invalid_request", _("A portfolio has two to ten parts."))
    if any(weight <= 0 for weight in draft.parts.values()) or sum(draft.parts.values()) != WHOLE:
        raise MarketError(
            "invalid_request",
            _("The shares must make 100 percent; these make %(sum)s."),
            sum=sum(draft.parts.values()),
        )
    shown = Listing.objects.filter(pk__in=draft.parts).exclude(status__in=Listing.NEVER_SHOWN)
    if shown.count() != len(draft.parts):
        raise MarketError("not_found")
