"""The supervisor's configuration says what we mean, whatever the paths look like."""

import configparser
import shlex
from pathlib import Path

from config.services.paths import ServiceUser
from config.services.supervision import STORES, Program, configuration, socket_path

FOLDER = Path("/srv/90% 碳/zhonghe")
STORE = Program(
    name="postgres",
    command=["/opt/pg bin/postgres", "-D", "/srv/90% 碳/data"],
    group=STORES,
    user=ServiceUser(name="zhonghe", uid=999, gid=999),
    sealed=True,
    stop_signal="INT",
)
WEB = Program(name="web", command=["python", "-m", "gunicorn"])


def read(programs: list[Program]) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    parser.read_string(configuration(programs, folder=FOLDER, socket=FOLDER / "s"))
    return parser


def words(section: dict[str, str]) -> list[str]:
    return shlex.split(section["command"].replace("%%", "%"))


def test_a_killed_part_is_started_again() -> None:
    assert read([WEB])["program:web"]["autorestart"] == "true"


def test_the_stores_start_first_and_stop_last() -> None:
    conf = read([STORE, WEB])
    assert conf["program:postgres"]["autostart"] == "true"
    assert conf["program:web"]["autostart"] == "false"
    assert int(conf["group:stores"]["priority"]) < int(conf["group:site"]["priority"])


def test_a_path_with_spaces_and_percent_signs_survives() -> None:
    section = dict(read([STORE])["program:postgres"])
    assert words(section)[-3:] == ["/opt/pg bin/postgres", "-D", "/srv/90% 碳/data"]
    assert "90%% 碳" in section["stdout_logfile"]


def test_a_sealed_part_inherits_no_secrets_and_no_rights() -> None:
    section = dict(read([STORE])["program:postgres"])
    assert words(section)[:2] == ["/usr/bin/env", "-i"]
    assert section["user"] == "zhonghe"


def test_postgres_is_asked_to_stop_fast() -> None:
    assert read([STORE])["program:postgres"]["stopsignal"] == "INT"


def test_the_socket_moves_when_the_clones_path_is_too_long(tmp_path: Path) -> None:
    assert socket_path(Path("/srv/zhonghe")) == Path("/srv/zhonghe/supervisord.sock")
    deep = socket_path(tmp_path / ("deep" * 40))
    assert len(str(deep)) < 100
    deep.parent.rmdir()
