"""`manage.py load_demo`: a believable Shenzhen for the demo, marked as such; safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from demo import buying, cast, stories, supply
from marketplace import outbox
from marketplace.registry import auditing, log


class Command(BaseCommand):
    help = (
        "Load the demo: pages, people, projects, listings, three finished or half-finished stories."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo's data is for ZHONGHE_DEMO=1 only.")
        call_command("load_pages", stdout=self.stdout)
        everyone = cast.load()
        supply.load(everyone)
        stories.load(everyone)
        buying.load(everyone)
        while outbox.drain():
            pass
        stories.publish(everyone)
        log.seal()
        auditing.run_and_store()
        self.stdout.write("The demo is loaded.")
