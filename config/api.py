"""The public contract under /api/v1: one NinjaAPI, each app's router, every error as problem+json.

The docs page of the library is off since it loads foreign scripts; docs/api.md and /api/v1/openapi.json say the same.
"""

from importlib.util import find_spec

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

for name in ("accounts", "footprint", "marketplace.registry", "marketplace.market", "marketplace.certificates"):
    if find_spec(f"{name}.api") is not None:
        api.add_router("", f"{name}.api.router")
