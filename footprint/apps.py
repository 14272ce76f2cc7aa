from django.apps import AppConfig


class FootprintConfig(AppConfig):
    name = "footprint"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept of a person, and what is done when somebody signs in."""
        from accounts.arrivals import register_arrival
        from accounts.privacy import Keeper, register_keeper
        from footprint import arrivals, personal_data

        register_keeper(Keeper("footprints", personal_data.export))
        register_keeper(
            Keeper("drafts", personal_data.export_drafts, erase=personal_data.erase_drafts)
        )
        register_arrival("footprint", arrivals.receive)
