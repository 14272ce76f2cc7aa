"""A Valkey server of our own: the broker, the cache and the shared rate limits."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

import redis

from config.services import ports
from config.services.paths import hand_over, make_service_dir, write_private
from config.services.programs import valkey_server


@dataclass(frozen=True)
class Broker:
    """Where a Valkey server lives and how to sign in; stored in its folder, mode 600."""

    folder: Path
    port: int
    password: str

    @property
    def data(self) -> Path:
        """The server's working folder."""
        return self.folder / "data"

    @property
    def config(self) -> Path:
        """The server's configuration file."""
        return self.data / "valkey.conf"

    @property
    def url(self) -> str:
        """The address that Celery and Django's cache use."""
        return f"redis://:{self.password}@{ports.LOOPBACK}:{self.port}/0"

    def command(self) -> list[str]:
        """Return the command that runs the server in the foreground."""
        return [str(valkey_server()), str(self.config)]


def load(folder: Path) -> Broker | None:
    """Return the server kept in this folder, or None when there is none yet."""
    note = folder / "broker.json"
    if not note.exists():
        return None
    return Broker(folder=folder, **json.loads(note.read_text()))


def prepare(folder: Path, *, port: int) -> Broker:
    """Write down (again) how the server is to run on this port, and return it.

    Nothing is saved to disk: tasks only wake the worker up, and the database is the truth.
    """
    known = load(folder)
    broker = Broker(
        folder=folder,
        port=port,
        password=known.password if known else secrets.token_urlsafe(24),
    )
    values = asdict(broker)
    del values["folder"]
    write_private(folder / "broker.json", json.dumps(values, indent=1))
    make_service_dir(broker.data)
    lines = [
        f"bind {ports.LOOPBACK}",
        f"port {port}",
        f"requirepass {broker.password}",
        f'dir "{broker.data}"',
        'save ""',
        "appendonly no",
        "daemonize no",
        "maxmemory 256mb",
        "maxmemory-policy volatile-lru",
        f'pidfile "{broker.data / "valkey.pid"}"',
    ]
    write_private(broker.config, "\n".join(lines) + "\n")
    hand_over(broker.config)
    return broker


def answers(broker: Broker) -> bool:
    """Say whether the server answers a ping, with our password, on our port."""
    client = redis.Redis.from_url(broker.url, socket_timeout=2, socket_connect_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def server_pid(broker: Broker) -> int | None:
    """Return the pid of the server that answers on our port."""
    client = redis.Redis.from_url(broker.url, socket_timeout=2, socket_connect_timeout=2)
    try:
        return int(client.info("server")["process_id"])
    except redis.RedisError:
        return None
    finally:
        client.close()
