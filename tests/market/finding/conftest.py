"""A stall with projects worth finding: metro, rooftop solar, mangrove of Guangdong, cooling of small firms."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date

import pytest

from marketplace.market import listings
from marketplace.market.models import Listing
from marketplace.registry import ledger
from marketplace.registry.models import Methodology, MethodologyVersion, Project, Scheme
from tests.registry import supply

METHODS = {
    "sz-public-transport": (
        "试行",
        "深圳市低碳公共出行碳普惠方法学",
        "Low-carbon public transport",
    ),
    "sz-distributed-solar": ("2025", "分布式光伏发电系统碳普惠方法学", "Distributed solar power"),
    "gd-mangrove": ("2023001-V01", "红树林碳普惠方法学", "Mangrove methodology"),
    "gd-efficient-cooling": ("2017004-V01", "高效节能空调碳普惠方法学", "Efficient cooling"),
}
_number = itertools.count(1)


@dataclass(frozen=True)
class Stall:
    """Listings by a short name."""

    metro: Listing
    solar: Listing
    mangrove: Listing
    cooling: Listing

    def named(self, ids: list[int]) -> list[str]:
        """The short names of listings, in their order."""
        names = {getattr(self, each.name).pk: each.name for each in fields(self)}
        return [names[pk] for pk in ids]


def scheme(code: str, credit_type: str = "PHCER") -> Scheme:
    """A scheme by its code."""
    names = {"sz-phcer": "深圳碳普惠核证减排量", "gd-phcer": "广东碳普惠核证减排量"}
    values = {"name_zh": names.get(code, code), "name_en": code, "credit_type": credit_type}
    return Scheme.objects.get_or_create(code=code, defaults=values)[0]


def version(code: str) -> MethodologyVersion:
    """A methodology's version by its code."""
    number, zh, en = METHODS[code]
    names = {"name_zh": zh, "name_en": en}
    methodology = Methodology.objects.get_or_create(code=code, defaults=names)[0]
    return MethodologyVersion.objects.get_or_create(
        methodology=methodology, version=number, defaults=names
    )[0]


@pytest.fixture
def offer(seller_party, seller) -> Callable[..., Listing]:
    """Put ten tonnes of a fresh project up for sale."""

    def put(
        code: str,
        *,
        method: str = "sz-public-transport",
        under: str = "sz-phcer",
        credit_type: str = "PHCER",
        price_fen: int = 3_620,
        period: tuple[date, date] = (date(2024, 1, 1), date(2024, 12, 31)),
        step: int = 1,
        **words: object,
    ) -> Listing:
        project = Project.objects.create(
            code=code,
            scheme=scheme(under, credit_type),
            methodology_version=version(method),
            owner=seller_party,
            **{"name_zh": code, "name_en": code, "kind": "metro", **words},
        )
        batch = _issue(project, period, step)
        terms = listings.Offer(10_000, price_fen, increment_kg=step)
        return listings.activate(listings.draft(batch, seller_party, terms), actor=seller)

    return put


def _issue(project: Project, period: tuple[date, date], step: int):
    number = next(_number)
    request = ledger.request_issuance(
        project=project,
        methodology_version=project.methodology_version,
        monitoring_start=period[0],
        monitoring_end=period[1],
        quantity_kg=10_000,
        increment_kg=step,
        upstream_serial=f"FIND-{number:06d}",
        custody_account="custody-01",
        trade_reference=f"F-{number}",
        withdrawal_proof=f"retail-{number}" if step < 1000 else "",
        evidence=f"finding {number}".encode(),
        actor=supply.user("registrar"),
    )
    return supply.issue(request)


@pytest.fixture
def shelf(offer) -> Stall:
    """Four listings that differ in everything one may look for."""
    return Stall(
        metro=offer(
            "sz-metro-2024",
            name_zh="福田地铁绿色出行 2024",
            name_en="Futian green metro travel 2024",
            district="440304",
            takes_part="travellers",
            who_zh="约 41 万名乘客",
            who_en="about 410,000 passengers",
        ),
        solar=offer(
            "sz-solar-nanshan",
            method="sz-distributed-solar",
            price_fen=4_100,
            period=(date(2024, 4, 1), date(2025, 3, 31)),
            name_zh="南山屋顶光伏",
            name_en="Nanshan rooftop solar",
            kind="solar",
            district="440305",
            takes_part="small_firms",
            co_benefits_zh="降低企业电费",
        ),
        mangrove=offer(
            "gd-mangrove-futian",
            method="gd-mangrove",
            under="gd-phcer",
            price_fen=6_800,
            step=1000,
            name_zh="福田红树林修复",
            name_en="Futian mangrove restoration",
            kind="mangrove",
            district="440304",
            takes_part="communities",
            in_aid_area=True,
            co_benefits_zh="候鸟栖息地",
            co_benefits_en="Home for migrating birds",
        ),
        cooling=offer(
            "gd-sme-cooling",
            method="gd-efficient-cooling",
            under="gd-phcer",
            price_fen=3_960,
            name_zh="宝安小微工厂高效空调",
            name_en="Bao'an small factories' efficient cooling",
            kind="efficiency",
            district="440306",
            takes_part="small_firms",
            summary_zh="老旧空调换成高效机组，屋顶不装光伏。",
        ),
    )
