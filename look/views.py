"""The look's own addresses: the switch for display settings, the mark, and the style guide (demo only)."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from look import samples
from look.display import remember


# Exempt: a forged request can at most enlarge the type, and a token would set a cookie on every public page.
@csrf_exempt
@require_POST
def set_display(request: HttpRequest) -> HttpResponse:
    """Remember care mode or theme and go back to where the reader was."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = f"/{get_language()}/"
    response = HttpResponseRedirect(back)
    remember(request, response, care=request.POST.get("care"), theme=request.POST.get("theme"))
    return response


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with made-up content. Raises Http404 outside the demo."""
    if not settings.DEMO:
        raise Http404
    return render(request, "look/styleguide.html", samples.context(request))


@require_safe
@cache_control(max_age=86_400, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """Answer browsers that ask for the old address of the site's mark."""
    return HttpResponseRedirect(static("img/favicon.svg"))
