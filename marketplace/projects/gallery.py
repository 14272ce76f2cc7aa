"""All projects together, and what became of one: issued, for sale, retired by whom. Reads registry and market."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils.functional import Promise

from accounts.models import District
from accounts.parties import public_name
from marketplace.market import catalogue, kinds
from marketplace.market.catalogue import ListingCard
from marketplace.registry import frozen
from marketplace.registry import queries as registry
from marketplace.registry.frozen import FreezeView
from marketplace.registry.models import CreditBatch, SerialBlock
from marketplace.registry.queries import BatchView, ProjectView


@dataclass(frozen=True)
class Filters:
    """What a reader looks for; empty means everything."""

    text: str = ""
    kind: str = ""
    district: str = ""


@dataclass(frozen=True)
class Facet:
    """One value a reader can filter by, and how many projects have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Entry:
    """A project in the list: what it is, and where its kilograms are."""

    project: ProjectView
    kind_label: str
    district_label: str
    issued_kg: int
    listed_kg: int
    retired_kg: int


@dataclass(frozen=True)
class Gallery:
    """The projects found, by what they can be narrowed, and how many there are in each district."""

    entries: Sequence[Entry]
    kinds: Sequence[Facet]
    districts: Sequence[Facet]
    by_district: Mapping[str, int]
    total: int


@dataclass(frozen=True)
class Beneficiary:
    """In whose name kilograms of a project were retired; only names that may be shown."""

    name_zh: str
    name_en: str
    kg: int
    times: int


@dataclass(frozen=True)
class MadeBatch:
    """A batch of a project: how much of it can be bought now, how much is listed and can't be."""

    view: BatchView
    for_sale_kg: int

    @property
    def is_frozen(self) -> bool:
        """Whether the batch itself is frozen."""
        return self.view.status == CreditBatch.Status.FROZEN

    @property
    def stopped_kg(self) -> int:
        """What is listed and can't be bought now: frozen or paused."""
        return max(0, self.view.listed_kg - self.for_sale_kg)


@dataclass(frozen=True)
class Made:
    """What became of one project's reductions; ``unnamed_kg`` were retired for people who are not named."""

    batches: Sequence[MadeBatch]
    notices: Sequence[FreezeView]
    listings: Sequence[ListingCard]
    beneficiaries: Sequence[Beneficiary]
    unnamed_kg: int
    issued_kg: int
    retired_kg: int
    for_sale_kg: int


def gallery(filters: Filters) -> Gallery:
    """Return the projects that match; facets and map count all of them. Four queries, whatever their number."""
    projects, sums = registry.projects(), _sums(registry.batches())
    found = [project for project in projects if _fits(project, filters)]
    by_district = Counter(project.district for project in projects if project.district)
    return Gallery(
        entries=tuple(_entry(project, sums.get(project.code, (0, 0, 0))) for project in found),
        kinds=_facets(Counter(project.kind for project in projects), kinds.KINDS),
        districts=_facets(by_district, {one.value: one.label for one in District}),
        by_district=by_district,
        total=len(projects),
    )


def _sums(batches: Sequence[BatchView]) -> dict[str, tuple[int, int, int]]:
    sums: dict[str, tuple[int, int, int]] = {}
    for batch in batches:
        issued, listed, retired = sums.get(batch.project.code, (0, 0, 0))
        sums[batch.project.code] = (
            issued + batch.quantity_kg,
            listed + batch.listed_kg,
            retired + batch.retired_kg,
        )
    return sums


def _fits(project: ProjectView, filters: Filters) -> bool:
    if filters.kind and project.kind != filters.kind:
        return False
    if filters.district and project.district != filters.district:
        return False
    told = (project.code, project.name_zh, project.name_en, project.who_zh, project.who_en,
            project.owner_zh, project.owner_en)  # fmt: skip
    text = "\n".join(told).lower()
    return all(word in text for word in filters.text.lower().split()[:8])


def _entry(project: ProjectView, sums: tuple[int, int, int]) -> Entry:
    in_words = District(project.district).label if project.district in District.values else ""
    return Entry(project, kinds.label(project.kind), str(in_words), *sums)


def _facets(counts: Counter[str], labels: Mapping[str, str | Promise]) -> tuple[Facet, ...]:
    return tuple(
        Facet(value, str(labels.get(value, value)), count)
        for value, count in sorted(counts.items())
        if value
    )


def made(project_code: str) -> Made:
    """Return what became of a project's reductions."""
    batches = registry.batches(project_code=project_code)
    named, unnamed_kg = _beneficiaries([batch.id for batch in batches])
    listings = catalogue.listings_of_project(project_code)
    shown = _offered(batches, listings)
    stopped = [batch.view.code for batch in shown if batch.is_frozen]
    return Made(
        batches=shown,
        notices=frozen.notices(batches=stopped) if stopped else (),
        listings=listings,
        beneficiaries=named,
        unnamed_kg=unnamed_kg,
        issued_kg=sum(batch.quantity_kg for batch in batches),
        retired_kg=sum(batch.retired_kg for batch in batches),
        for_sale_kg=sum(batch.listed_kg for batch in batches),
    )


def _offered(
    batches: Sequence[BatchView], listings: Sequence[ListingCard]
) -> tuple[MadeBatch, ...]:
    on_sale: Counter[str] = Counter()
    for card in listings:
        on_sale[card.batch_code] += card.available_kg
    return tuple(MadeBatch(batch, on_sale[batch.code]) for batch in batches)


def _beneficiaries(batch_ids: Sequence[int]) -> tuple[tuple[Beneficiary, ...], int]:
    """Return who may be named with their kilograms, most first, and the kilograms of all others together."""
    blocks = SerialBlock.objects.filter(batch__in=batch_ids, retirement__isnull=False)
    related = blocks.select_related("retirement__beneficiary").annotate(
        length=F("last") - F("first") + 1
    )
    kg: Counter[tuple[str, str]] = Counter()
    times: Counter[tuple[str, str]] = Counter()
    unnamed_kg = 0
    for block in related:
        name = public_name(block.retirement.beneficiary)
        if name.is_pseudonym:
            unnamed_kg += block.length
            continue
        kg[name.name_zh, name.name_en] += block.length
        times[name.name_zh, name.name_en] += 1
    named = [Beneficiary(*key, amount, times[key]) for key, amount in kg.most_common()]
    return tuple(named), unnamed_kg
