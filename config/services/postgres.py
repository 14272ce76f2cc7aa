"""A PostgreSQL cluster of our own: created once, with an owner and an app role."""

import json
import secrets
import shutil
import subprocess
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import psycopg
from psycopg import sql

from config.services import ports, processes
from config.services.paths import (
    ServiceError,
    hand_over,
    make_service_dir,
    service_user,
    write_private,
)
from config.services.programs import postgres_bin

DATABASE = "zhonghe"
SUPERUSER = "zhonghe_superuser"
OWNER = "zhonghe_owner"
APP = "zhonghe_app"

_THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Cluster:
    """Where a cluster lives and how to sign in; stored beside its data, mode 600."""

    folder: Path
    port: int
    superuser_password: str
    owner_password: str
    app_password: str

    @property
    def data(self) -> Path:
        """The server's data directory."""
        return self.folder / "data"

    def url(self, role: str, *, database: str = DATABASE) -> str:
        """Return the address of a database as seen by a role."""
        password = {
            SUPERUSER: self.superuser_password,
            OWNER: self.owner_password,
            APP: self.app_password,
        }[role]
        return f"postgresql://{role}:{password}@{ports.LOOPBACK}:{self.port}/{database}"

    def command(self, *, fsync: bool = True, buffers: str = "128MB") -> list[str]:
        """Return the command that runs the server in the foreground, on loopback only, with this memory for pages."""
        settings = [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=200",
            f"shared_buffers={buffers}",
            "timezone=UTC",
            "log_timezone=UTC",
            *(() if fsync else _THROW_AWAY),
        ]
        options = [part for setting in settings for part in ("-c", setting)]
        program = str(postgres_bin() / "postgres")
        return [program, "-D", str(self.data), "-p", str(self.port), *options]


def load(folder: Path) -> Cluster | None:
    """Return the cluster kept in this folder, or None when there is none yet."""
    note = folder / "cluster.json"
    if not note.exists() or not (folder / "data" / "PG_VERSION").exists():
        return None
    return Cluster(folder=folder, **json.loads(note.read_text()))


def save(cluster: Cluster) -> Cluster:
    """Remember a cluster's port and passwords."""
    values = asdict(cluster)
    del values["folder"]
    write_private(cluster.folder / "cluster.json", json.dumps(values, indent=1))
    return cluster


def create(folder: Path, *, port: int, durable: bool = True) -> Cluster:
    """Initialise a new cluster (UTF-8, the built-in C.UTF-8 locale, passwords by SCRAM).

    The roles and the database come with ``prepare_roles``, once the server runs. Raises
    ServiceError with initdb's own words when it fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(
        folder=folder,
        port=port,
        superuser_password=secrets.token_urlsafe(24),
        owner_password=secrets.token_urlsafe(24),
        app_password=secrets.token_urlsafe(24),
    )
    # The passwords first: data without them would be lost, passwords without data are not.
    save(cluster)
    draft = make_service_dir(folder / "data.draft")
    shutil.rmtree(draft)
    make_service_dir(draft)
    _initdb(draft, password=cluster.superuser_password, durable=durable)
    draft.rename(cluster.data)
    return cluster


def _initdb(data: Path, *, password: str, durable: bool) -> None:
    user = service_user()
    note = data.with_name("password.draft")
    write_private(note, f"{password}\n")
    hand_over(note)
    command = [str(postgres_bin() / "initdb"), "-D", str(data), "-U", SUPERUSER]
    command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
    command += ["--builtin-locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={note}"]
    command += [] if durable else ["--no-sync"]
    done = subprocess.run(
        command,
        text=True,
        capture_output=True,
        check=False,
        cwd=data,
        env=processes.service_environment(),
        **processes.run_as(user),
    )
    note.unlink()
    if done.returncode:
        raise ServiceError(f"PostgreSQL could not create its data folder:\n{done.stderr.strip()}")


def forget_dead_server(cluster: Cluster) -> None:
    """Remove the pid file that a killed server left, if its pid is now somebody else's.

    PostgreSQL itself only looks whether the pid lives, which after a restart of the machine or
    a container is often another process.
    """
    note = cluster.data / "postmaster.pid"
    pid = server_pid(cluster)
    if pid is not None and not processes.is_running(pid, command=str(cluster.data)):
        note.unlink(missing_ok=True)


def on_free_port(cluster: Cluster) -> Cluster:
    """Return the cluster, moved to another port when another program has taken its own."""
    port = ports.choose(cluster.port)
    return cluster if port == cluster.port else save(replace(cluster, port=port))


def server_pid(cluster: Cluster) -> int | None:
    """Return the pid that the running (or killed) server wrote down."""
    try:
        return int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def answers(cluster: Cluster) -> bool:
    """Say whether the server takes our connection, with our password, on our port."""
    try:
        with psycopg.connect(cluster.url(SUPERUSER, database="postgres"), connect_timeout=3):
            return True
    except psycopg.OperationalError:
        return False


def prepare_roles(cluster: Cluster, *, owner_creates_databases: bool = False) -> None:
    """Create the owner, the app role and the database where they are missing.

    The owner migrates; the app role owns nothing and gets its rights from
    ``manage.py secure_database``. Safe to run again.
    """
    with psycopg.connect(cluster.url(SUPERUSER, database="postgres"), autocommit=True) as admin:
        createdb = sql.SQL("CREATEDB" if owner_creates_databases else "NOCREATEDB")
        for role, password in (
            (OWNER, cluster.owner_password),
            (APP, cluster.app_password),
        ):
            known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            verb = sql.SQL("ALTER ROLE" if known else "CREATE ROLE")
            admin.execute(
                sql.SQL("{} {} LOGIN NOSUPERUSER {} PASSWORD {}").format(
                    verb,
                    sql.Identifier(role),
                    createdb if role == OWNER else sql.SQL("NOCREATEDB"),
                    sql.Literal(password),
                )
            )
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            admin.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )
