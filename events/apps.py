"""The events app: where footprints and reductions meet."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Events and offices' years."""

    name = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the market how to make the claims of our subjects."""
        from events import handlers  # noqa: F401
