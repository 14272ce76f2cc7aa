"""What happens between the stores' start and the site's: waiting, migrating, loading."""

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from functools import partial

from config.services import postgres, processes, valkey
from config.services.console import say
from config.services.parts import Run
from config.services.paths import BASE_DIR, ServiceError


def prepare(run: Run) -> None:
    """Bring the database, the translations and the static files to this version of the code."""
    if run.cluster is not None:
        _wait_for("postgres", partial(postgres.answers, run.cluster), run)
        postgres.prepare_roles(run.cluster)
    if run.broker is not None:
        _wait_for("valkey", partial(valkey.answers, run.broker), run)
    say("Preparing the database, translations and files (longer the first time) …")
    manage(["prepare_site", "database"], ["prepare_site", "files"])
    if run.is_demo:
        _load_demo_once(run)


def _load_demo_once(run: Run) -> None:
    home = run.cluster.folder if run.cluster else run.folder
    done = home / "demo-loaded"
    if not done.exists():
        say(
            "Loading the demo: people, projects and listings, then purchases paid and retired as on "
            "the site (one to three minutes, this once) …"
        )
        manage(["load_demo"])
        done.touch()


def manage(*commands: Sequence[str]) -> None:
    """Run management commands side by side; raise ServiceError with a failing one's output."""
    running = [
        subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        for command in commands
    ]
    try:
        for command, child in zip(commands, running, strict=True):
            output, _ = child.communicate()
            if child.returncode:
                raise ServiceError(f"'manage.py {' '.join(command)}' failed:\n{output.strip()}")
    finally:
        for child in running:
            child.terminate()


def _wait_for(name: str, answers: Callable[[], bool], run: Run) -> None:
    if not processes.wait_until(answers, seconds=60):
        raise ServiceError(f"{name} did not start:\n{log_end(run, name)}")


def wait_for_site(run: Run, *, given_up: Callable[[], bool]) -> None:
    """Return when /readyz says 200: web, database, broker and worker all work."""

    def ready() -> bool:
        return given_up() or _status(f"http://127.0.0.1:{run.port}/readyz") == 200

    if not processes.wait_until(ready, seconds=240, step=0.5) or given_up():
        ends = "\n".join(log_end(run, name) for name in ("web", "worker"))
        raise ServiceError(f"The site did not come up:\n{ends}")


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def log_end(run: Run, name: str) -> str:
    """Return the last lines that a part wrote."""
    log = run.folder / "logs" / f"{name}.log"
    lines = log.read_text(errors="replace").splitlines()[-20:] if log.exists() else []
    return f"--- the end of {log}\n" + "\n".join(line[:300] for line in lines)
