"""Which parts this run needs, by what the environment already provides, and their settings."""

import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from config.services import fonts, keys, ports, postgres, valkey
from config.services.paths import ServiceError, service_user, var_dir
from config.services.supervision import STORES, Program

DEFAULT_PORT = 8000
_PASSED_ON = ("DATABASE_URL", "DATABASE_OWNER_URL", "CELERY_BROKER_URL", "CACHE_URL", "EMAIL_URL")
_STRIPE = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_API_BASE")


@dataclass
class Run:
    """What is about to be started: the programs, and the settings all of them share."""

    folder: Path
    host: str
    port: int
    programs: list[Program] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    cluster: postgres.Cluster | None = None
    broker: valkey.Broker | None = None

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the site."""
        return self.settings["SITE_URL"]

    @property
    def is_demo(self) -> bool:
        """Whether the demo's data and accounts are loaded."""
        return self.settings["ZHONGHE_DEMO"] == "1"


def plan(environment: Mapping[str, str], *, remembered: Mapping[str, str]) -> Run:
    """Prepare folders, keys and stores, and return what is to be started.

    ``remembered`` is the last run's run.env: secrets and inner ports stay the same. A part whose
    address the environment gives is not started. Raises ServiceError when the port is taken.
    """
    run = Run(
        folder=var_dir(), host=environment.get("HOST", ports.LOOPBACK), port=_port(environment)
    )
    _require_free(run)
    run.settings = {
        "PORT": str(run.port),
        "SITE_URL": environment.get("SITE_URL", f"http://{_shown_host(run.host)}:{run.port}"),
        "ZHONGHE_DEMO": environment.get("ZHONGHE_DEMO", "0"),
        "SECRET_KEY": _secret("SECRET_KEY", environment, remembered),
    }
    run.settings |= {
        name: environment[name] for name in _PASSED_ON + _STRIPE if name in environment
    }
    run.settings |= _unless_given(keys.ensure_keys(run.folder / "keys"), environment)
    run.settings |= _unless_given(fonts.write_fonts_conf(run.folder / "fonts"), environment)
    if "DATABASE_URL" not in environment:
        _add_postgres(run)
    elif "DATABASE_OWNER_URL" not in environment:
        raise ServiceError(
            "DATABASE_URL is set, so DATABASE_OWNER_URL must be too: the tables belong to another "
            "role than the site's own, which may not change evidence."
        )
    if "CELERY_BROKER_URL" not in environment:
        _add_valkey(run)
    _add_site(run)
    if "STRIPE_SECRET_KEY" not in environment:
        _add_stripe(run, remembered)
    if "EMAIL_URL" not in environment:
        _add_mail(run, remembered)
    return run


def _port(environment: Mapping[str, str]) -> int:
    given = environment.get("PORT") or str(DEFAULT_PORT)
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise ServiceError(f"PORT={given} is not a port; choose one such as PORT=8001.")
    return int(given)


def _require_free(run: Run) -> None:
    if not ports.is_free(run.port, host=run.host):
        raise ServiceError(
            f"Port {run.port} is in use by another program. "
            f"Choose another one: make run PORT={ports.choose(run.port + 1)}"
        )


def _shown_host(host: str) -> str:
    return ports.LOOPBACK if host in {"0.0.0.0", "", "::"} else host


def _secret(
    name: str, environment: Mapping[str, str], remembered: Mapping[str, str], prefix: str = ""
) -> str:
    given = environment.get(name) or remembered.get(name, "")
    return given if given.startswith(prefix) and given else prefix + secrets.token_urlsafe(40)


def _unless_given(settings: dict[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    return {name: environment.get(name, value) for name, value in settings.items()}


def _add_postgres(run: Run) -> None:
    folder = run.folder / "postgres"
    cluster = postgres.load(folder)
    if cluster is None:
        cluster = postgres.create(folder, port=ports.choose())
    postgres.forget_dead_server(cluster)
    cluster = postgres.on_free_port(cluster)
    run.cluster = cluster
    run.settings["DATABASE_URL"] = cluster.url(postgres.APP)
    run.settings["DATABASE_OWNER_URL"] = cluster.url(postgres.OWNER)
    run.programs.append(
        Program(
            name="postgres",
            command=cluster.command(),
            group=STORES,
            user=service_user(),
            sealed=True,
            stop_signal="INT",
            stop_seconds=10,
        )
    )


def _add_valkey(run: Run) -> None:
    folder = run.folder / "valkey"
    known = valkey.load(folder)
    run.broker = valkey.prepare(folder, port=ports.choose(known.port if known else None))
    run.settings["CELERY_BROKER_URL"] = run.broker.url
    run.programs.append(
        Program(
            name="valkey",
            command=run.broker.command(),
            group=STORES,
            user=service_user(),
            sealed=True,
        )
    )


def _add_site(run: Run) -> None:
    celery = [sys.executable, "-m", "celery", "-A", "config", "--skip-checks"]
    worker = [*celery, "worker", "--concurrency=2", "--loglevel=INFO", "--without-gossip"]
    beat = [*celery, "beat", "--loglevel=INFO", f"--schedule={run.folder / 'beat-schedule'}"]
    run.programs += [
        Program(name="web", command=_gunicorn(run), stop_seconds=10),
        Program(name="worker", command=[*worker, "--without-mingle"], stop_seconds=15),
        Program(name="beat", command=[*beat, "--pidfile="], stop_seconds=10),
    ]


def _gunicorn(run: Run) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--preload", "--no-control-socket"]
    command += [f"--bind={run.host}:{run.port}", "--worker-class=gthread"]
    command += ["--workers=2", "--threads=8", "--timeout=60", "--graceful-timeout=5"]
    return command


def _add_stripe(run: Run, remembered: Mapping[str, str]) -> None:
    port = ports.choose(_port_of(remembered.get("SANDBOX_STRIPE_URL")), taken=[run.port])
    run.settings |= {
        "STRIPE_SECRET_KEY": _secret("STRIPE_SECRET_KEY", {}, remembered, "sk_test_sandbox_"),
        "STRIPE_WEBHOOK_SECRET": _secret("STRIPE_WEBHOOK_SECRET", {}, remembered, "whsec_sandbox_"),
        "STRIPE_API_BASE": f"http://{ports.LOOPBACK}:{port}",
        "SANDBOX_STRIPE_URL": f"http://{ports.LOOPBACK}:{port}",
    }
    command = [sys.executable, "-m", "config.sandbox.stripe", "--port", str(port)]
    command += ["--state", str(run.folder / "sandbox" / "stripe")]
    (run.folder / "sandbox").mkdir(exist_ok=True)
    run.programs.append(Program(name="stripe", command=command))


def _add_mail(run: Run, remembered: Mapping[str, str]) -> None:
    stripe = _port_of(run.settings.get("SANDBOX_STRIPE_URL")) or 0
    smtp = ports.choose(_port_of(remembered.get("EMAIL_URL")), taken=[run.port, stripe])
    http = ports.choose(
        _port_of(remembered.get("SANDBOX_MAIL_URL")), taken=[run.port, stripe, smtp]
    )
    run.settings |= {
        "EMAIL_URL": f"smtp://{ports.LOOPBACK}:{smtp}",
        "SANDBOX_MAIL_URL": f"http://{ports.LOOPBACK}:{http}",
    }
    command = [sys.executable, "-m", "config.sandbox.mail", "--smtp-port", str(smtp)]
    command += ["--http-port", str(http), "--dir", str(run.folder / "sandbox" / "mail")]
    (run.folder / "sandbox").mkdir(exist_ok=True)
    run.programs.append(Program(name="mail", command=command))


def _port_of(url: str | None) -> int | None:
    """Return an address's port if it is one of our own on loopback."""
    parts = urlsplit(url or "")
    return parts.port if parts.hostname == ports.LOOPBACK else None
