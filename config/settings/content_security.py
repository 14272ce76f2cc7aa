"""Content security: strict on every public page, looser only where Wagtail and the admin need it."""

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse

PUBLIC_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Wagtail's editor carries inline scripts and is "not (yet) compatible" with a strict policy
# (github.com/wagtail/wagtail/issues/1288); previews are framed by the editor itself.
EDITOR_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}
EDITOR_PREFIXES = ("/cms/", "/admin/")


class ContentSecurityMiddleware(CSPMiddleware):
    """Add the policy; below the editors' addresses, the looser one."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path.startswith(EDITOR_PREFIXES):
            response._csp_replace = EDITOR_POLICY  # type: ignore[attr-defined]
        return super().process_response(request, response)
