"""Which words can be a methodology's code: those under which its page is found."""

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext_lazy as _

RESERVED = _("This word is an address of the site: choose another code.")


def is_free(code: str) -> bool:
    """Whether a page can be found by ``code``; the site's own words, such as "reviews", lead elsewhere."""
    try:
        address = reverse("methodologies:methodology", args=[code])
    except NoReverseMatch:
        return False
    return resolve(address).url_name == "methodology"
