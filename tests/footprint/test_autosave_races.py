"""Devices that save at the same moment, each committing on its own."""

import json
import threading

from django.db import connection
from django.test import Client
from django.utils.translation import override

from tests.footprint.test_autosave import begin, save, shown


def test_devices_that_save_at_the_same_moment_lose_nothing(fresh_db, citizen):
    with override("zh-hans"):
        first = signed_in(citizen)
        data = begin(first)
        names = ["electricity", "heat", "online", "freight"]
        threads = [
            threading.Thread(target=types, args=(signed_in(citizen), data, name)) for name in names
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        loaded = json.loads(shown(first)["loaded"])
    assert [loaded.get(name) for name in names] == ["77"] * 4


def signed_in(person) -> Client:
    device = Client()
    device.force_login(person)
    return device


def types(device: Client, data: dict[str, str], name: str) -> None:
    with override("zh-hans"):
        save(device, data, **{name: "77"})
    connection.close()
