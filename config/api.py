"""The public contract under /api/v1: one NinjaAPI, each app's router, every error as problem+json.

The docs page of the library is off since it loads foreign scripts; docs/api.md and
/api/v1/openapi.json say the same.
"""

from ninja import NinjaAPI

from config import problems

api = NinjaAPI(
    title="Zhonghe 中和",
    version="1",
    description="Compute emissions, buy certified reductions, retire them, verify certificates.",
    docs_url=None,
    urls_namespace="api",
)
problems.register(api)
api.add_router("", "accounts.api.router")
api.add_router("", "footprint.api.router")
api.add_router("", "footprint.factor_api.router")
api.add_router("", "marketplace.registry.api.router")
api.add_router("", "marketplace.registry.log_api.router")
api.add_router("", "marketplace.registry.public.api.router")
api.add_router("", "marketplace.registry.opendata.api.router")
api.add_router("", "marketplace.market.api.router")
api.add_router("", "marketplace.market.finding.api.router")
api.add_router("", "marketplace.market.portfolios.api.router")
api.add_router("", "marketplace.market.api_holdings.router")
api.add_router("", "marketplace.certificates.api.router")
api.add_router("", "marketplace.methodologies.api.router")
api.add_router("", "marketplace.projects.api.router")
