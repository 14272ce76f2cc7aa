"""The events app: where footprints and reductions meet."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Events and offices' years. `handlers` is found by the marketplace app."""

    name = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept of a person."""
        from accounts.privacy import Keeper, register_keeper
        from events import personal_data as kept

        register_keeper(Keeper("events", kept.export))
