"""`manage.py audit`: check everything, say what is wrong, end with 1 if anything is."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from marketplace.registry import auditing


class Command(BaseCommand):
    help = (
        "Check the ledger's invariants, every row against the log, the log against its checkpoints."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--store", action="store_true", help="keep the result for the public status page"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = auditing.run_and_store() if options["store"] else auditing.run()
        for finding in outcome.findings:
            self.stdout.write(self.style.ERROR(f"{finding['check']}: {finding['what']}"))
            for row in finding["rows"]:
                self.stdout.write("  " + ", ".join(f"{key}={row[key]}" for key in row))
        looked_at = ", ".join(f"{count:,} {name}" for name, count in outcome.counts.items())
        verdict = "all holds" if outcome.passed else f"{len(outcome.findings)} checks failed"
        self.stdout.write(f"{verdict}: {looked_at}; {outcome.duration_ms / 1000:.1f} s")
        if not outcome.passed:
            raise SystemExit(1)
