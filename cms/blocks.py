"""What a story is made of; its live figure can never show another number than the ledger."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms import figures


class PictureBlock(blocks.StructBlock):
    """A picture with its description and caption."""

    image = ImageChooserBlock(label=_("picture"))
    description = blocks.CharBlock(
        label=_("description for those who can't see it"), max_length=200
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=200, required=False)

    class Meta:
        icon = "image"
        template = "cms/blocks/picture.html"


class LiveFigureBlock(blocks.StructBlock):
    """A figure read from the ledger each time the page is shown."""

    figure = blocks.ChoiceBlock(choices=figures.CHOICES, label=_("figure"))
    certificate = blocks.CharBlock(
        label=_("certificate code"),
        required=False,
        help_text=_("Only for a certificate's quantity."),
    )
    label = blocks.CharBlock(label=_("words above the figure"), max_length=120)

    class Meta:
        icon = "order"
        template = "cms/blocks/live_figure.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["figure"] == figures.CERTIFICATE and not figures.certificate_exists(
            cleaned["certificate"]
        ):
            raise blocks.StructBlockValidationError(
                block_errors={"certificate": ValidationError(_("There is no such certificate."))}
            )
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["figure"] = figures.read(
            value["figure"], certificate=value["certificate"], label=value["label"]
        )
        return context


STORY = [
    (
        "heading",
        blocks.CharBlock(label=_("heading"), template="cms/blocks/heading.html", icon="title"),
    ),
    (
        "paragraph",
        blocks.RichTextBlock(label=_("paragraph"), features=["bold", "italic", "link", "ol", "ul"]),
    ),
    ("figure", LiveFigureBlock(label=_("live figure"))),
    ("picture", PictureBlock(label=_("picture"))),
    ("quote", blocks.BlockQuoteBlock(label=_("quotation"))),
]
