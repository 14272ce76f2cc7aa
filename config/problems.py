"""Errors under /api/ as RFC 9457 problem details, whatever raised them: a verb, the router or Django itself."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from footprint.errors import CalculationError
from marketplace.errors import MarketError

CONTENT_TYPE = "application/problem+json"
API_PREFIX = "/api/"
TYPE_PREFIX = "https://zhonghe.example/problems/"


def problem(status: int, code: str, detail: str = "", **more: Any) -> HttpResponse:
    """Return a problem document: type (stable), title, status, detail, code and what the error adds."""
    body = {
        "type": f"{TYPE_PREFIX}{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "code": code,
        "detail": detail or HTTPStatus(status).phrase,
        **more,
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, default=str), status=status, content_type=CONTENT_TYPE
    )


def _market_error(request: HttpRequest, error: MarketError) -> HttpResponse:
    return problem(error.status, error.code, error.message, **error.params)


def _calculation_error(request: HttpRequest, error: CalculationError) -> HttpResponse:
    message = error.message.en if get_language() == "en" else error.message.zh
    return problem(422, error.code, message, errors=[{"field": error.field, "message": message}])


def _validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {
            "field": ".".join(map(str, item["loc"][1:])),
            "message": item["msg"],
            "kind": item["type"],
        }
        for item in error.errors
    ]
    return problem(
        422,
        "invalid_request",
        "; ".join(f"{e['field']}: {e['message']}" for e in errors),
        errors=errors,
    )


def _authentication_error(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(
        401,
        "authentication_required",
        "This call needs an organization's token (Authorization: Bearer …).",
    )
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    answer = problem(429, "too_many_requests", "Too many requests; please wait.")
    answer["Retry-After"] = str(error.wait or 60)
    return answer


def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(413, "payload_too_large", "The request is too large.")


def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(403, "not_allowed", str(error))


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "not_found", "There is nothing at this address.")


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    code = (
        "malformed_json" if error.status_code == 400 else HTTPStatus(error.status_code).name.lower()
    )
    return problem(error.status_code, code, str(error))


HANDLERS: dict[type[Exception], Callable[..., HttpResponse]] = {
    MarketError: _market_error,
    CalculationError: _calculation_error,
    ValidationError: _validation_error,
    AuthenticationError: _authentication_error,
    Throttled: _throttled,
    RequestDataTooBig: _too_big,
    PermissionDenied: _denied,
    Http404: _missing,
    HttpError: _http_error,
}


def register(api: NinjaAPI) -> None:
    """Answer every exception that a call of this API can raise with a problem document."""
    for error, handler in HANDLERS.items():
        api.add_exception_handler(error, handler)


class ProblemMiddleware:
    """Turn what Django itself answers under /api/ (404, 405, 413, 500, a refused host) into problems too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        wrong = request.path.startswith(API_PREFIX) and response.status_code >= 400
        if not wrong or response.get("Content-Type", "").startswith(CONTENT_TYPE):
            return response
        code = HTTPStatus(response.status_code).name.lower()
        answer = problem(response.status_code, code)
        for header, value in response.headers.items():  # Allow, Retry-After, the security headers
            if not header.startswith("Content-") or header.startswith("Content-Security-"):
                answer[header] = value
        answer.cookies = response.cookies
        return answer


class PageLocaleMiddleware(LocaleMiddleware):
    """Django's, but a 404 under /api/ stays one: it is not looked for below a language, where pages are."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path.startswith(API_PREFIX):
            return response
        return super().process_response(request, response)
