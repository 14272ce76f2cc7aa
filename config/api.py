"""The public contract under /api/v1: one NinjaAPI, each app's router, every error as problem+json."""

from ninja import NinjaAPI

api = NinjaAPI(title="Zhonghe", version="1", docs_url=None, urls_namespace="api")
