"""`manage.py load_pages`: the home page, the sections and the first policies, in three languages; safe to repeat."""

import tomllib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from cms import models, pages

CONTENT = Path(models.__file__).parent / "content"
DOCUMENT_FIELDS = ("document_number", "issued_on", "official_url", "certainty")


class Command(BaseCommand):
    help = (
        "Publish the home page, the sections and the first policies; what is there already is kept."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        content = tomllib.loads((CONTENT / "home.toml").read_text(encoding="utf-8"))
        home = pages.put_home(models.HomePage, zh=content["zh"], en=content["en"])
        for section in content["index"]:
            model = getattr(models, section["model"])
            pages.put(home, model, slug=section["slug"], zh=section["zh"], en=section["en"])
        parent = models.PolicyIndexPage.objects.child_of(home).get()
        policies = tomllib.loads((CONTENT / "policies.toml").read_text(encoding="utf-8"))
        for policy in policies["policy"]:
            _publish(parent, policy)
        self.stdout.write(f"{models.PolicyPage.objects.count()} policy pages are there.")


def _publish(parent: models.PolicyIndexPage, policy: dict[str, Any]) -> None:
    document = {name: policy[name] for name in DOCUMENT_FIELDS}
    texts = {language: dict(policy[language]) for language in ("zh", "en")}
    duties = {language: text.pop("duties", []) for language, text in texts.items()}
    page = pages.put(
        parent,
        models.PolicyPage,
        slug=policy["slug"],
        zh={**texts["zh"], **document},
        en={**texts["en"], **document},
    )
    for version in page.get_translations(inclusive=True):
        if version.duties.exists():
            continue
        rows = duties["en" if version.locale.language_code == pages.ENGLISH else "zh"]
        for order, row in enumerate(rows):
            words = pages.in_script(row, version.locale.language_code)
            models.PolicyDuty.objects.create(page=version, sort_order=order, **words)
