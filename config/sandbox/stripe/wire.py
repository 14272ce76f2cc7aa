"""Stripe's form encoding on the way in and its error shape on the way out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

API_VERSION = "2026-10-28.endive"

_PART = re.compile(r"\[([^\]]*)\]")


@dataclass
class ApiError(Exception):
    """An error as Stripe words it; `status` is the HTTP status."""

    status: int
    message: str
    type: str = "invalid_request_error"
    code: str | None = None
    param: str | None = None

    def body(self) -> dict[str, Any]:
        """Return the JSON object Stripe would answer."""
        error = {"message": self.message, "type": self.type}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        if self.param:
            error["param"] = self.param
        return {"error": error}


def missing(param: str) -> ApiError:
    """Return the error for a required parameter that is not there."""
    return ApiError(400, f"Missing required param: {param}.", code="parameter_missing", param=param)


def no_such(kind: str, object_id: str) -> ApiError:
    """Return the error for an id that names nothing."""
    return ApiError(404, f"No such {kind}: '{object_id}'", code="resource_missing", param="id")


def parse_form(body: str) -> dict[str, Any]:
    """Turn `a[b][0][c]=x` pairs into nested dicts and lists."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        head = name.split("[", 1)[0]
        _plant(tree, [head, *_PART.findall(name[len(head) :])], value)
    return {key: _lists(value) for key, value in tree.items()}


def _plant(tree: dict[str, Any], path: list[str], value: str) -> None:
    node = tree
    for depth, raw in enumerate(path):
        key = raw if raw else str(len(node))
        if depth == len(path) - 1:
            node[key] = value
        else:
            child = node.setdefault(key, {})
            if not isinstance(child, dict):
                raise ApiError(400, f"Invalid request: {path[0]} is both a value and a hash.")
            node = child


def _lists(value: Any) -> Any:
    """Turn dicts with the keys 0, 1, 2 … into lists."""
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _lists(item) for key, item in value.items()}


def integer(params: dict[str, Any], name: str) -> int | None:
    """Read an integer parameter; raises the error Stripe gives for anything else."""
    raw = params.get(name)
    if raw is None or raw == "":
        return None
    if not re.fullmatch(r"-?\d{1,15}", str(raw)):
        raise ApiError(400, f"Invalid integer: {raw}", code="parameter_invalid_integer", param=name)
    return int(raw)


def dump(value: Any) -> bytes:
    """Serialise as Stripe does: indented, UTF-8."""
    return json.dumps(value, indent=2, ensure_ascii=False).encode()
