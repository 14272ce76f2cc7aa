from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "marketplace.certificates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept of a person and forgotten with one, and what waits for registrars."""
        from accounts.privacy import Keeper, register_keeper
        from accounts.staff import register_queue
        from marketplace.certificates import correction_views, corrections, files

        register_keeper(Keeper("certificates", export=files.export_for, erase=files.erase_people))
        register_keeper(
            Keeper("corrections", export=corrections.export_for, erase=corrections.erase_people)
        )
        register_queue(
            _("Corrections of certificates"),
            "certificates_staff:queue",
            "registrar",
            correction_views.waiting_count,
            text=_(
                "Compare the evidence with the certificate, then correct its wording or refuse."
            ),
        )
