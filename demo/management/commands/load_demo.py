"""`manage.py load_demo`: a believable Shenzhen for the demo, marked as such; safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from demo import (
    buying,
    cast,
    custody,
    finding,
    methods,
    oversight,
    points,
    public_record,
    sellers,
    stories,
    supply,
)
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
        finding.load(everyone)
        methods.load(everyone)
        points.load(everyone)
        stories.load(everyone)
        sellers.load(everyone)
        custody.load(everyone)
        buying.load(everyone)
        while outbox.drain():
            pass
        oversight.load(everyone)
        stories.publish(everyone)
        public_record.load(everyone)
        log.seal()
        public_record.publish()
        auditing.run_and_store()
        self.stdout.write("The demo is loaded.")
