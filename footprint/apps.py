from django.apps import AppConfig


class FootprintConfig(AppConfig):
    name = "footprint"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept of a person."""
        from accounts.privacy import Keeper, register_keeper
        from footprint import personal_data

        register_keeper(Keeper("footprints", personal_data.export))
