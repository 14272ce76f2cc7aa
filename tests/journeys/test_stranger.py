"""A stranger without an account: looks a number up, reads the retirement, takes everything home and checks it there."""

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

from tests.journeys.browsing import Visitor


def fetch(visitor: Visitor, path: str) -> bytes:
    """Download an address of the site as the visitor's browser would."""
    answer = visitor.page.request.get(f"{visitor.address}{path}")
    assert answer.ok, (path, answer.status)
    return answer.body()


def test_a_stranger_looks_a_serial_up_and_checks_everything_at_home(
    phone: Visitor, tmp_path: Path
) -> None:
    phone.goes_to("/registry/retirements/")
    phone.has_room()
    batch = phone.page.locator("main tbody tr").first.locator("td").nth(2).inner_text().split()[0]
    phone.goes_to("/registry/")
    phone.fills(q=f"  {batch.lower()}　１ ")
    phone.presses("Look up")
    phone.sees("Retired", "Still in circulation")
    phone.has_room()
    phone.page.get_by_role("link", name="See the retirement").first.click()
    phone.waits_for("/registry/retirements/")
    phone.sees("Retired for good")

    kept = tmp_path / "kept.txt"
    kept.write_bytes(fetch(phone, "/api/v1/log/checkpoint.txt"))
    checker = tmp_path / "check.py"
    checker.write_bytes(fetch(phone, "/check.py"))
    folder = tmp_path / "log"
    for arguments in (["download", phone.address], ["log"]):
        words = [*arguments, str(folder), *(["--since", str(kept)] if arguments == ["log"] else [])]
        done = subprocess.run(
            [sys.executable, "-I", str(checker), *words],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert "OK:" in done.stdout and "NOTE" not in done.stdout

    phone.goes_to("/registry/")
    assert (
        "something is wrong" not in phone.page.locator("main").inner_text()
    )  # the demo passes its audit
    phone.goes_to("/opendata/")
    phone.has_room()
    export = fetch(phone, "/api/v1/opendata/batches.csv").decode("utf-8-sig")
    issued = sum(int(row["issued_kg"]) for row in csv.DictReader(io.StringIO(export)))
    replayed = re.search(r"(\d+) kg issued", done.stdout)
    assert replayed and 0 < issued <= int(
        replayed.group(1)
    )  # the files are an hour's, the log is today's

    phone.goes_to("/registry/log/consistency/")
    phone.fills(note=kept.read_text("utf-8"))
    phone.submits()
    phone.sees("continues yours", "it is today's checkpoint")
    phone.has_room()
    phone.fills(note=kept.read_text("utf-8").replace("time 20", "time 19"))
    phone.submits()
    phone.sees("This is not a checkpoint of ours")
