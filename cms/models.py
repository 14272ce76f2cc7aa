"""The pages that publicity staff write: home, policies, news, case studies.

Figures are never typed into a page: a `LiveFigureBlock` reads them from the ledger when the page is shown.
"""

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from cms import search
from cms.blocks import STORY

DOCUMENT_NUMBER = RegexValidator(
    r"^\S{2,20}〔\d{4}〕\d{1,4}[号號]$|^公告\d{4}年第\d{1,4}[号號]$",
    _("Write the number as issued, with hexagonal brackets, such as 深府办函〔2021〕92号."),
)


class Searchable(Page):
    """What every page of ours shares: a summary, and search that finds Chinese words inside sentences."""

    summary = models.TextField(
        _("summary"),
        max_length=400,
        help_text=_("One or two sentences, shown in lists and to search engines."),
    )

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("summary")]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("bigrams")]

    class Meta:
        abstract = True

    @property
    def bigrams(self) -> str:
        """The page's words as Chinese character pairs, for PostgreSQL's plain text search."""
        return search.bigrams(f"{self.title} {self.summary}")


class HomePage(Page):
    """The front door: compute something at once, see the ledger's totals, what is for sale, what is new."""

    eyebrow = models.CharField(_("line above the headline"), max_length=80)
    headline = models.CharField(
        _("headline"),
        max_length=80,
        help_text=_("Three short sentences parted by |; each is set on its own line."),
    )
    lede = models.TextField(_("introduction"), max_length=300)

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("eyebrow"),
        FieldPanel("headline"),
        FieldPanel("lede"),
    ]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "cms.PolicyIndexPage",
        "cms.NewsIndexPage",
        "cms.CaseIndexPage",
    ]
    max_count_per_parent = 3

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms import home

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | home.context(self, request)


class IndexPage(Page):
    """A list of the live pages below it, newest first."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        found = (
            self.get_children().live().public().specific().order_by("-first_published_at", "-pk")
        )
        return context | search.listing(found, request)


class PolicyIndexPage(IndexPage):
    """All policies."""

    template = "cms/index_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.PolicyPage"]


class NewsIndexPage(IndexPage):
    """All news."""

    template = "cms/index_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.NewsPage"]


class CaseIndexPage(IndexPage):
    """All case studies."""

    template = "cms/index_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.CaseStudyPage"]


class PolicyPage(Searchable):
    """A policy: its number, issuer and dates, our own summary, and the link to the official text.

    The text itself is not copied; what is quoted as fact carries how sure it is (`certainty`).
    """

    class Certainty(models.TextChoices):
        OFFICIAL = "official", _("read in the official text")
        COPY = "copy", _("read in a stored copy; compare with the official text before quoting")
        MEMORY = "memory", _("not yet compared with any text")

    document_number = models.CharField(
        _("document number"), max_length=60, blank=True, validators=[DOCUMENT_NUMBER]
    )
    official_title = models.CharField(_("official title"), max_length=200)
    issuer = models.CharField(_("issued by"), max_length=200)
    issued_on = models.DateField(_("issued on"))
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    effective_to = models.DateField(_("in force until"), null=True, blank=True)
    official_url = models.URLField(_("address of the official text"))
    certainty = models.CharField(
        _("how sure"), max_length=10, choices=Certainty.choices, default=Certainty.COPY
    )
    body = StreamField(STORY, verbose_name=_("our summary"), blank=True)

    content_panels: ClassVar[list[Any]] = [
        *Searchable.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("document_number"),
                FieldPanel("official_title"),
                FieldPanel("issuer"),
                FieldPanel("issued_on"),
                FieldPanel("effective_from"),
                FieldPanel("effective_to"),
                FieldPanel("official_url"),
                FieldPanel("certainty"),
            ],
            heading=_("The document"),
        ),
        FieldPanel("body"),
        InlinePanel("duties", label=_("duty and what it means here")),
    ]
    search_fields: ClassVar[list[Any]] = [
        *Searchable.search_fields,
        index.SearchField("document_number"),
        index.SearchField("issuer"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.PolicyIndexPage"]
    subpage_types: ClassVar[list[str]] = []


class PolicyDuty(Orderable):
    """One thing a policy asks for, and where this site answers it."""

    page = ParentalKey(PolicyPage, on_delete=models.CASCADE, related_name="duties")
    duty = models.CharField(_("what the policy asks for"), max_length=200)
    answer = models.CharField(_("what this site does"), max_length=300)
    panels: ClassVar[list[Any]] = [FieldPanel("duty"), FieldPanel("answer")]


class NewsPage(Searchable):
    """A piece of news."""

    date = models.DateField(_("date"))
    body = StreamField(STORY, verbose_name=_("text"))

    content_panels: ClassVar[list[Any]] = [
        *Searchable.content_panels,
        FieldPanel("date"),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []


class CaseStudyPage(Searchable):
    """What an event, an office or a citizen did; its figures come from the ledger."""

    who = models.CharField(_("who"), max_length=120)
    quotation = RichTextField(_("in their words"), features=["bold", "italic"], blank=True)
    body = StreamField(STORY, verbose_name=_("story"))

    content_panels: ClassVar[list[Any]] = [
        *Searchable.content_panels,
        FieldPanel("who"),
        FieldPanel("quotation"),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.CaseIndexPage"]
    subpage_types: ClassVar[list[str]] = []
