"""Which parts a run starts, by what the environment already provides."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.services import parts, ports
from config.services.paths import ServiceError

OUTSIDE = {
    "DATABASE_URL": "postgresql://app@db.example/zhonghe",
    "DATABASE_OWNER_URL": "postgresql://owner@db.example/zhonghe",
    "CELERY_BROKER_URL": "redis://broker.example/0",
    "STRIPE_SECRET_KEY": "sk_test_real",
    "EMAIL_URL": "smtp://mail.example:25",
}


@pytest.fixture(autouse=True)
def _scratch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))


@pytest.fixture
def environment() -> dict[str, str]:
    return OUTSIDE | {"PORT": str(ports.choose())}


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def names(run: parts.Run) -> set[str]:
    return {program.name for program in run.programs}


def test_a_part_that_is_configured_is_not_started(environment: dict[str, str]) -> None:
    run = parts.plan(environment, remembered={})
    assert names(run) == {"web", "worker", "beat"}
    assert run.settings["DATABASE_URL"] == OUTSIDE["DATABASE_URL"]


def test_without_stripe_keys_the_sandbox_stands_in(environment: dict[str, str]) -> None:
    del environment["STRIPE_SECRET_KEY"]
    run = parts.plan(environment, remembered={})
    assert "stripe" in names(run)
    assert run.settings["STRIPE_SECRET_KEY"].startswith("sk_test_sandbox_")
    assert run.settings["STRIPE_API_BASE"] == run.settings["SANDBOX_STRIPE_URL"]


def test_a_live_key_of_an_earlier_run_is_not_given_to_the_sandbox(
    environment: dict[str, str],
) -> None:
    del environment["STRIPE_SECRET_KEY"]
    run = parts.plan(environment, remembered={"STRIPE_SECRET_KEY": "sk_live_1"})
    assert run.settings["STRIPE_SECRET_KEY"].startswith("sk_test_sandbox_")


def test_without_a_mail_server_the_catcher_stands_in(environment: dict[str, str]) -> None:
    del environment["EMAIL_URL"]
    run = parts.plan(environment, remembered={})
    assert "mail" in names(run)
    assert run.settings["EMAIL_URL"].startswith("smtp://127.0.0.1:")


def test_a_second_run_keeps_secrets_and_inner_addresses(environment: dict[str, str]) -> None:
    del environment["STRIPE_SECRET_KEY"], environment["EMAIL_URL"]
    first = parts.plan(environment, remembered={})
    second = parts.plan(environment, remembered=first.settings)
    assert second.settings == first.settings


def test_a_taken_port_is_refused_with_another_to_choose(
    environment: dict[str, str], taken_port: int
) -> None:
    environment["PORT"] = str(taken_port)
    with pytest.raises(ServiceError, match=rf"Port {taken_port} is in use.*make run PORT=\d+"):
        parts.plan(environment, remembered={})


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_what_is_no_port_is_refused(environment: dict[str, str], port: str) -> None:
    with pytest.raises(ServiceError, match="is not a port"):
        parts.plan(environment | {"PORT": port}, remembered={})


def test_an_outside_database_needs_its_owners_address_too(environment: dict[str, str]) -> None:
    del environment["DATABASE_OWNER_URL"]
    with pytest.raises(ServiceError, match="DATABASE_OWNER_URL"):
        parts.plan(environment, remembered={})


def test_it_is_no_demo_unless_asked_for(environment: dict[str, str]) -> None:
    assert not parts.plan(environment, remembered={"ZHONGHE_DEMO": "1"}).is_demo
    assert parts.plan(environment | {"ZHONGHE_DEMO": "1"}, remembered={}).is_demo
