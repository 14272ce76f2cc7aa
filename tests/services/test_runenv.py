"""run.env: written once, read by us, by a shell and by the settings."""

import os
import stat
import subprocess
from pathlib import Path

import environ
import pytest

from config.services import runenv

VALUES = {
    "DATABASE_URL": "postgresql://zhonghe_app:a-b_c@127.0.0.1:5432/zhonghe",
    "LOG_SIGNING_KEY_FILE": "/home/li na/碳 #1/keys/log.pem",
    "ZHONGHE_DEMO": "1",
    "SITE_URL": "http://127.0.0.1:8000",
}


@pytest.fixture(autouse=True)
def _scratch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))


def test_nothing_is_remembered_before_the_first_run() -> None:
    assert runenv.read() == {}


def test_what_was_written_is_read_back() -> None:
    runenv.write(VALUES)
    assert runenv.read() == VALUES


def test_only_the_owner_may_read_it() -> None:
    runenv.write(VALUES)
    assert stat.S_IMODE(runenv.path().stat().st_mode) == 0o600


def test_the_settings_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    runenv.write(VALUES)
    for name in VALUES:
        monkeypatch.delenv(name, raising=False)
    environ.Env.read_env(runenv.path())
    assert {name: os.environ[name] for name in VALUES} == VALUES


def test_a_shell_reads_the_same() -> None:
    runenv.write(VALUES)
    shown = subprocess.run(
        ["sh", "-c", f'set -a; . "{runenv.path()}"; printf %s "$LOG_SIGNING_KEY_FILE"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == VALUES["LOG_SIGNING_KEY_FILE"]


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    runenv.write(VALUES)
    monkeypatch.setenv("SITE_URL", "https://zhonghe.example")
    environ.Env.read_env(runenv.path())
    assert os.environ["SITE_URL"] == "https://zhonghe.example"
