"""The events app: where footprints and reductions meet."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Events and offices' years. `handlers` is found by the marketplace app."""

    name = "events"
    default_auto_field = "django.db.models.BigAutoField"
