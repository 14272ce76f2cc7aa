"""The Celery application: a wake-up call only; what is to be done stands in the database (marketplace.outbox)."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_ready
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

app = Celery("zhonghe")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@setup_logging.connect
def _keep_our_logs(**_kwargs: Any) -> None:
    """Celery would replace the handlers that Django has set up."""


@worker_ready.connect
def _report_at_once(**_kwargs: Any) -> None:
    """Without waiting for the scheduler's first turn, so that /readyz knows of the worker."""
    app.send_task("marketplace.heartbeat")
    if settings.DEMO:  # so that the status page speaks of what is there, not of the first load
        app.send_task("registry.audit")
