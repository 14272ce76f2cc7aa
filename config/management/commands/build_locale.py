"""`manage.py build_locale`: compile the message catalogues, Traditional Chinese derived by OpenCC."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config import catalogues


class Command(BaseCommand):
    help = (
        "Compile the message catalogues; Traditional Chinese is derived from Simplified by OpenCC."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        count = catalogues.compile_all(settings.BASE_DIR / "locale")
        self.stdout.write(f"{count} areas compiled, in Simplified and Traditional Chinese.")
