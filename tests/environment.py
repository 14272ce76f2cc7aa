"""The environment of a test run, set before Django reads its settings (`-p tests.environment`).

Real parts only: a throw-away PostgreSQL and Valkey of our own (config.services.testing) and fresh signing keys.
"""

import os
from pathlib import Path

from config import catalogues
from config.services.fonts import write_fonts_conf
from config.services.keys import ensure_keys
from config.services.paths import var_dir
from config.services.testing import ensure_servers, stop_wanted

# Decided before VAR_DIR changes below: xdist's workers inherit it and must find the same servers.
SERVERS = ensure_servers(
    Path(os.environ.setdefault("ZHONGHE_TEST_SERVERS", str(var_dir() / "test")))
)
HOME = Path(
    os.environ.setdefault("ZHONGHE_TEST_HOME", str(Path(__file__).parent.parent / "var" / "test"))
)
KEYS = ensure_keys(HOME / "keys")
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 8
BROKER = SERVERS.valkey.url.rpartition("/")[0]

if "PYTEST_XDIST_WORKER" not in os.environ:
    # A fresh clone has no compiled catalogues, and Django reads them once.
    catalogues.compile_all(Path(__file__).parent.parent / "locale")

os.environ.update(
    DJANGO_SETTINGS_MODULE="config.settings.test",
    SECRET_KEY="only-for-tests-" + "x" * 40,
    ZHONGHE_DEMO="1",
    DATABASE_URL=SERVERS.postgres.app_url,
    DATABASE_OWNER_URL=SERVERS.postgres.owner_url,
    CELERY_BROKER_URL=f"{BROKER}/{WORKER}",
    CACHE_URL=f"{BROKER}/{8 + WORKER}",
    EMAIL_URL="smtp://127.0.0.1:1",
    SITE_URL="http://testserver",
    STRIPE_SECRET_KEY="sk_test_sandbox",
    STRIPE_WEBHOOK_SECRET="whsec_sandbox",
    **KEYS,
    VAR_DIR=str(HOME / "files"),
    **write_fonts_conf(HOME / "fonts"),
)


def pytest_unconfigure(config) -> None:  # type: ignore[no-untyped-def]
    """End the servers with the session where asked, once, by the process that leads the run."""
    if stop_wanted() and not hasattr(config, "workerinput"):
        SERVERS.stop()
