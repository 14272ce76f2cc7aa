"""What is for sale, as open data; registered with the registry's."""

from collections.abc import Iterator

from django.db.models import F

from marketplace import canonical
from marketplace.market.models import Listing
from marketplace.registry.opendata.dictionary import Dataset, Field, Row

KG = "kg CO2e"


def rows() -> Iterator[Row]:
    """Every listing that was ever offered, by its public number; sellers only where they are organizations."""
    found = Listing.objects.exclude(status__in=Listing.NEVER_SHOWN).select_related(
        "batch", "seller"
    )
    for row in found.order_by(F("public_id")).iterator(chunk_size=2_000):
        public = row.seller.kind == "organization"
        yield (
            str(row.public_id),
            row.batch.code,
            row.status,
            row.seller.name_zh if public else None,
            row.seller.name_en if public else None,
            f"{row.price_per_tonne.amount:.2f}",
            row.quantity_kg,
            row.listed_kg,
            row.held_kg,
            row.sold_kg,
            row.minimum_kg,
            row.increment_kg,
            canonical.utc(row.activated_at) if row.activated_at else None,
            canonical.utc(row.expires_at) if row.expires_at else None,
        )


LISTINGS = Dataset(
    "listings",
    "挂单",
    "Listings",
    "每一份挂单：价格（含税）、还可购买、预留和已售数量。草稿不在其中。",
    "Every listing: its price with tax, what can still be bought, what is reserved and sold. Drafts are left out.",
    (
        Field("listing", "text", "挂单编号", "public number of the listing"),
        Field("batch", "text", "批次代码", "code of the batch"),
        Field("status", "text", "状态：active、paused、sold_out、expired、withdrawn", "what may be done with it now"),
        Field("seller_zh", "text", "卖方机构中文名", "the selling organization's Chinese name"),
        Field("seller_en", "text", "卖方机构英文名", "the selling organization's English name"),
        Field("price_per_tonne", "text", "每吨价格，含税", "price per tonne, tax included", "CNY"),
        Field("quantity_kg", "integer", "挂单数量", "quantity offered", KG),
        Field("listed_kg", "integer", "还可购买", "can still be bought", KG),
        Field("held_kg", "integer", "预留", "reserved", KG),
        Field("sold_kg", "integer", "已售", "sold", KG),
        Field("minimum_kg", "integer", "最小购买量", "smallest purchase", KG),
        Field("increment_kg", "integer", "购买步长", "step of a purchase", KG),
        Field("activated_at", "time", "上架时间（UTC）", "offered since (UTC)"),
        Field("expires_at", "time", "到期时间（UTC）", "offered until (UTC)"),
    ),
    rows,
)  # fmt: skip
