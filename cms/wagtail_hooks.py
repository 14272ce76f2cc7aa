"""What the editor has beside Wagtail's own: our faces, and Traditional Chinese that follows what is published."""

from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from cms import traditional
from cms.traditional import Followed


@hooks.register("insert_global_admin_css")
def faces() -> SafeString:
    """Let the console use our own faces where the machine has none for Chinese."""
    addresses = [(static(f"css/{name}.css"),) for name in ("fonts", "cms")]
    return format_html_join("", '<link rel="stylesheet" href="{}">', addresses)


@hooks.register("after_publish_page")
def convert(request: HttpRequest, page: Page) -> None:
    """Bring the Traditional page up to date, and tell the editor where somebody has to look."""
    followed = traditional.follow(page)
    if followed is Followed.PUBLISHED:
        messages.success(
            request, _("The Traditional Chinese page was converted and published, too.")
        )
    elif followed is Followed.DRAFT:
        messages.warning(
            request,
            _(
                "The Traditional Chinese page was corrected by hand, so it stays as it is. The conversion waits there "
                "as a draft: please compare and publish it."
            ),
        )


@hooks.register("after_unpublish_page")
def withdraw(request: HttpRequest, page: Page) -> None:
    """Take the Traditional page down, too, and say so."""
    if traditional.withdraw(page):
        messages.success(request, _("The Traditional Chinese page was unpublished, too."))
