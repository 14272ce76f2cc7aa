"""`python -m benchmarks NAME [--quick] [--json FILE]`: prints a table and writes the figures as JSON."""

import argparse
import importlib
import json
import sys
from pathlib import Path

NAMES = ("calculator", "ledger", "machine", "log", "audit", "lookup", "papers")
DURABLE = {"ledger", "lookup"}


def main() -> int:
    """Run one benchmark; 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("name", choices=(*NAMES, "report"))
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, few rounds: for developing"
    )
    parser.add_argument("--steps", type=int, default=None, help="how far the machine walks")
    parser.add_argument("--json", type=Path, default=None, help="where the figures are written")
    options = parser.parse_args()
    if options.name == "report":
        from benchmarks import report

        return report.run()
    if options.name in DURABLE:
        from benchmarks import site

        site.durable()
    from benchmarks.tables import HEAD

    benchmark = importlib.import_module(f"benchmarks.{options.name}")

    more = {} if options.steps is None else {"steps": options.steps}
    figures = []
    sys.stdout.write(HEAD)
    for figure in benchmark.run(quick=options.quick, **more):
        sys.stdout.write(figure.as_line())
        sys.stdout.flush()
        figures.append(figure)
    target = options.json or Path("var") / "benchmarks" / f"{options.name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    data = [figure.as_data() for figure in figures]
    target.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
