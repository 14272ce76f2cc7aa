"""Errors under /api/ as RFC 9457 problem details, whatever raised them: a verb, the router or Django itself."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import (
    get_supported_language_variant,
    parse_accept_lang_header,
)
from django.views.defaults import page_not_found
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from config import validation
from footprint.errors import CalculationError
from look import hanzi
from marketplace.errors import MarketError
from marketplace.registry import attempts

CONTENT_TYPE = "application/problem+json"
API_PREFIX = "/api/"
EMBED_PREFIX = "/embed/"
# HTTPStatus has other names for some of them from one Python to the next; a code stays.
CODES = {
    400: "bad_request",
    401: "authentication_required",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    413: "payload_too_large",
    415: "unsupported_media_type",
    422: "unprocessable",
    429: "too_many_requests",
    500: "internal_server_error",
    503: "service_unavailable",
}


def code_of(status: int) -> str:
    """Return the code of an answer that no verb gave."""
    return CODES.get(status, "error")


DETAILS = {
    400: _("The body can't be read as JSON."),
    401: _("This call needs an organization's token (Authorization: Bearer …)."),
    403: _("You are not allowed to do this."),
    404: _("There is nothing at this address."),
    405: _("This address does not answer to this method; the header Allow says to which."),
    413: _("The request is too large."),
    429: _("Too many requests. Please wait a little and try again."),
    500: _("Something went wrong on our side. It has been recorded; please try again later."),
}


def problem(status: int, code: str, detail: str = "", **more: Any) -> HttpResponse:
    """Return a problem document: type (stable), title, status, detail, code and what the error adds."""
    body = {
        "type": f"{settings.PROBLEM_TYPE_PREFIX}{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "code": code,
        "detail": detail or str(DETAILS.get(status, HTTPStatus(status).phrase)),
        **more,
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, default=str), status=status, content_type=CONTENT_TYPE
    )


def _market_error(request: HttpRequest, error: MarketError) -> HttpResponse:
    attempts.keep(error)
    return problem(error.status, error.code, error.message, **error.params)


def _calculation_error(request: HttpRequest, error: CalculationError) -> HttpResponse:
    language = get_language() or "zh-hans"
    said = error.message
    message = said.en if language == "en" else hanzi.in_language(said.zh, language)
    return problem(422, error.code, message, errors=[{"field": error.field, "message": message}])


def _validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {
            "field": ".".join(map(str, item["loc"][1:])),
            "message": validation.sentence(item),
            "kind": item["type"],
        }
        for item in error.errors
    ]
    detail = "; ".join(": ".join(filter(None, (e["field"], e["message"]))) for e in errors)
    return problem(422, "invalid_request", detail, errors=errors)


def _authentication_error(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(401, "authentication_required", str(DETAILS[401]))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    answer = problem(429, "too_many_requests")
    answer["Retry-After"] = str(error.wait or 60)
    return answer


def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(413, "payload_too_large")


def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(403, "not_allowed", str(error))


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "not_found")


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 400:
        return problem(400, "malformed_json")
    return problem(error.status_code, code_of(error.status_code), str(error.message))


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
        # PostgreSQL's text holds no NUL, and no honest address does.
        path = (
            "" if request.path_info.startswith(EMBED_PREFIX) else request.path_info
        )  # it answers "unknown"
        null = "\x00" in path or "%00" in request.META.get("QUERY_STRING", "")
        response = page_not_found(request, Http404()) if null else self.get_response(request)
        if response.status_code >= 400:  # a mistake, a gap, a fault: over as soon as it is mended
            response.headers.setdefault("Cache-Control", "no-store")
        wrong = request.path.startswith(API_PREFIX) and response.status_code >= 400
        if not wrong or response.get("Content-Type", "").startswith(CONTENT_TYPE):
            return response
        code = code_of(response.status_code)
        # Asked for anew: what refused the request may have stood before the language was set.
        language = language_of(request)
        with translation.override(language):
            answer = problem(response.status_code, code)
        answer["Content-Language"] = language
        for header, value in response.headers.items():  # Allow, Retry-After, the security headers
            if not header.startswith("Content-") or header.startswith("Content-Security-"):
                answer[header] = value
        answer.cookies = response.cookies
        return answer


def language_of(request: HttpRequest) -> str:
    """Return the language of an API's answer: the best of ``Accept-Language`` that there is, else Chinese.

    No cookie and no account has a say: the same request gets the same words, whoever sends it.
    """
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


class PageLocaleMiddleware(LocaleMiddleware):
    """Django's for pages; under /api/ the language is the request header's alone.

    A 404 under /api/ stays one: it is not looked for below a language, where pages are.
    """

    def process_request(self, request: HttpRequest) -> None:
        if not request.path.startswith(API_PREFIX):
            super().process_request(request)
            return
        translation.activate(language_of(request))
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path.startswith(
            EMBED_PREFIX
        ):  # a badge names its own language, and a 404 stays one
            return response
        if not request.path.startswith(API_PREFIX):
            return super().process_response(request, response)
        response.headers.setdefault("Content-Language", language_of(request))
        patch_vary_headers(response, ("Accept-Language",))
        return response
