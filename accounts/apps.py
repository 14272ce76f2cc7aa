"""The accounts app: people, organizations, and the directory of parties."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who acts here, for whom, and what they may do."""

    name = "accounts"
    label = "accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the staff's index about the queues that this app owns."""
        from accounts import approval_ends as approval_ends  # registers what waits
        from accounts import directory, name_reports, queries
        from accounts.staff import register_queue

        register_queue(
            _("Organizations to verify"),
            "staff:organizations",
            "registrar",
            queries.count_awaiting_verification,
            text=_("Compare name and code with the public register, then verify or refuse."),
        )
        register_queue(
            _("Directory of organizations"),
            "staff:directory",
            "registrar",
            lambda: len(directory.doubles()),
            text=_(
                "Merge entries that others put in with the organization that has since registered."
            ),
        )
        register_queue(
            _("Differing names"),
            "staff:directory_names",
            "registrar",
            name_reports.count_waiting,
            text=_("Decide which name of an organization is on record, by the public register."),
        )
