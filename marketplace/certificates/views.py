"""The certificate's page, its files, and the verify page. Every answer is fresh: none of it may be cached."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from marketplace import canonical
from marketplace.certificates import answers, files, own, pages, queries, throttle, verify
from marketplace.certificates.forms import CodeForm, FileForm
from marketplace.certificates.queries import Certificate
from marketplace.certificates.uploads import BoundedUpload
from marketplace.registry import codes

# Who asks for codes that don't exist is guessing; who asks for his own never notices a limit.
MISSES_AN_HOUR = 60
FILES_AN_HOUR = 60


@never_cache
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code opens: what the certificate says, and whether it stands today."""
    certificate = _certificate(request, code)
    if certificate is None:
        return _nothing(request, code)
    if certificate.code != code:
        return redirect("certificates:detail", code=certificate.code)
    context = pages.detail(certificate) | own.offers(request.user, certificate)
    response = render(request, "certificates/detail.html", context)
    if certificate.is_personal:
        response["X-Robots-Tag"] = "noindex, noarchive"
    return response


@never_cache
@require_safe
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The paper itself, byte for byte as it was made."""
    certificate = _certificate(request, code)
    content = files.content_of(certificate.statement) if certificate else None
    if certificate is None or content is None:
        return _nothing(request, code, certificate)
    return _download(content, "application/pdf", f"{certificate.code}-r{certificate.revision}.pdf")


@never_cache
@require_safe
def proof(request: HttpRequest, code: str) -> HttpResponse:
    """What the offline checker needs: statement, signature, inclusion proof and checkpoint as one JSON file."""
    certificate = _certificate(request, code)
    bundle = certificate.bundle() if certificate else None
    if certificate is None or bundle is None:
        return _nothing(request, code, certificate)
    return _download(
        canonical.dumps(bundle),
        "application/json",
        f"{certificate.code}-r{certificate.revision}.json",
    )


@csrf_exempt  # the token is checked below, after the upload's limit is in place
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify_page(request: HttpRequest) -> HttpResponse:
    """Verify by code (GET, so that the answer has an address) or by file (POST)."""
    if request.method != "POST":
        return _by_code(request)
    upload = BoundedUpload(verify.LARGEST_FILE, request)
    request.upload_handlers = [upload]
    return _by_file(request, upload)


def _by_code(request: HttpRequest) -> HttpResponse:
    context: dict[str, Any] = {"code_form": CodeForm(), "file_form": FileForm()}
    if "code" not in request.GET:
        return render(request, "certificates/verify.html", context)
    form = context["code_form"] = CodeForm(request.GET)
    if not form.is_valid():
        return render(
            request, "certificates/verify.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    certificate = _certificate(request, form.cleaned_data["code"])
    if certificate is None and _guessing(request):
        return _too_many(request)
    answer = pages.code_answer(certificate, form.cleaned_data["code"])
    return render(request, "certificates/verify.html", {**context, "answer": answer})


@csrf_protect
def _by_file(request: HttpRequest, upload: BoundedUpload) -> HttpResponse:
    if not throttle.allowed(request, what="file", limit=FILES_AN_HOUR, seconds=3600):
        return _too_many(request)
    form = FileForm(request.POST, request.FILES)
    context: dict[str, Any] = {"code_form": CodeForm(), "file_form": form}
    if upload.too_large:
        finding = verify.FileFinding(verify.Verdict.TOO_LARGE)
    elif form.is_valid():
        finding = verify.check_pdf(form.cleaned_data["file"].read())
    else:
        return render(
            request, "certificates/verify.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    context |= {"file_form": FileForm(), "answer": answers.file_answer(finding)}
    return render(request, "certificates/verify.html", context)


def _certificate(request: HttpRequest, code: str) -> Certificate | None:
    """The certificate of a code in an address, in the revision asked for (else the latest)."""
    known = codes.normalize(code)
    wanted = request.GET.get("revision", "")
    revision = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else None
    return queries.certificate(known, revision=revision) if known else None


def _guessing(request: HttpRequest) -> bool:
    return not throttle.allowed(request, what="miss", limit=MISSES_AN_HOUR, seconds=3600)


def _nothing(
    request: HttpRequest, code: str, certificate: Certificate | None = None
) -> HttpResponse:
    """There is no such certificate, or no such file of it yet: never anything that looks like a good answer."""
    if certificate is None and _guessing(request):
        return _too_many(request)
    context = {"asked": code[:40], "certificate": certificate, "code_form": CodeForm()}
    return render(request, "certificates/nothing.html", context, status=HTTPStatus.NOT_FOUND)


def _too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "certificates/too_many.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = "3600"
    return response


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Robots-Tag"] = "noindex"
    return response
