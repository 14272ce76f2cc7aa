from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "marketplace.certificates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept of a person, and what is forgotten when a person is erased."""
        from accounts.privacy import Keeper, register_keeper
        from marketplace.certificates import files

        register_keeper(Keeper("certificates", export=files.export_for, erase=files.erase_people))
