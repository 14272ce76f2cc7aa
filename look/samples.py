"""Made-up content for the style guide: every component in the states it can be in."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from look import parts

TOKENS = (
    "paper", "paper-2", "ink", "ink-2", "ink-3", "rule", "pine", "pine-2", "pine-3", "pine-4", "seal", "amber",
)  # fmt: skip


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(
        label=_("Name of the event"), help_text=_("As it will stand on the certificate.")
    )
    people = forms.IntegerField(
        label=_("Participants"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "data-width": "short", "data-unit": _("persons")}
        ),
    )
    electricity = forms.DecimalField(
        label=_("Electricity used"),
        required=False,
        help_text=_("From the meter or the bill of the venue."),
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "data-width": "short", "data-unit": _("kWh")}
        ),
    )
    travel = forms.ChoiceField(
        label=_("How most people arrive"),
        choices=[
            ("rail", _("High-speed rail, within the province")),
            ("air", _("By air")),
            ("city", _("Metro and bus")),
        ],
    )
    quality = forms.ChoiceField(
        label=_("Where the figure comes from"),
        widget=forms.RadioSelect,
        choices=[
            ("A", _("Measured by a meter")),
            ("B", _("From bills or tickets")),
            ("C", _("Estimated")),
        ],
    )
    sources = forms.MultipleChoiceField(
        label=_("What is counted"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[
            ("venue", _("Electricity of the venue")),
            ("stay", _("Hotel nights")),
            ("meals", _("Meals")),
        ],
    )
    attendance = forms.FileField(
        label=_("List of participants"),
        required=False,
        help_text=_("CSV or XLSX, up to 20,000 rows."),
    )
    note = forms.CharField(
        label=_("Remarks"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    consent = forms.BooleanField(label=_("I have the right to act for this organization."))


def forms_shown() -> dict[str, Any]:
    wrong = SampleForm(
        {"name": "", "people": "四百", "travel": "rail", "quality": ""}, prefix="wrong"
    )
    return {
        "form": SampleForm(initial={"people": 400, "travel": "rail", "sources": ["venue"]}),
        "wrong_form": wrong,
    }


def tallies() -> dict[str, Any]:
    return {
        "issued": parts.Tally(
            label=_("Where every issued kilogram is"),
            segments=[
                parts.Segment(_("Retired"), 46_812_340, "retired"),
                parts.Segment(_("Owned, not yet retired"), 11_087_000, "owned"),
                parts.Segment(_("Reserved"), 8_623_000, "held"),
                parts.Segment(_("For sale"), 56_667_660, "available"),
            ],
            total_label=_("Issued in all"),
            href="#tally",
            link=_("Check batch by batch"),
        ),
        "coverage": parts.Tally(
            label=_("Coverage of measured emissions"),
            segments=[
                parts.Segment(_("Retired"), 20_000, "retired"),
                parts.Segment(_("Held, not retired"), 5_000, "held"),
                parts.Segment(_("Still open"), 4_700, "open"),
            ],
        ),
    }


def charts() -> dict[str, Any]:
    return {
        "bar_chart": parts.BarChart(
            title=_("Emissions by source"),
            unit=_("kg CO₂e"),
            bars=[
                parts.Bar(_("Air travel of participants"), 8281, note=_("128,400 passenger-kilometres")),
                parts.Bar(_("Electricity of the venue"), 6717),
                parts.Bar(_("Hotel nights"), 5992, tone="muted", note=_("extrapolated")),
                parts.Bar(_("Meals"), 1204),
            ],
            caption=_("Pale bars are extrapolated."),
        ),
        "stack_chart": parts.StackChart(
            title=_("Planned and actual"),
            unit=_("t CO₂e"),
            series=(_("Travel"), _("Venue"), _("Stay and meals")),
            stacks=[
                parts.Stack(_("Planned"), (Decimal("18.4"), Decimal("9.1"), Decimal("7.7"))),
                parts.Stack(_("Actual"), (Decimal("14.9"), Decimal("6.9"), Decimal("7.9"))),
            ],
        ),
        "line_chart": parts.LineChart(
            title=_("Retired by month"),
            unit="t",
            points=[
                (_("Jun"), Decimal("1200")), (_("Jul"), Decimal("1850.5")), (_("Aug"), Decimal("1610")),
                (_("Sep"), Decimal("3120")), (_("Oct"), Decimal("2880")), (_("Nov"), Decimal("4410.25")),
            ],
        ),
    }  # fmt: skip


def tasks() -> list[parts.Task]:
    """The five steps of an event, half-way."""
    return [
        parts.Task(
            _("Plan"),
            _("Published"),
            _("7 source classes, 35.2 t estimated, 3 reductions."),
            tone="done",
            rule=_("Guideline, preparation"),
        ),
        parts.Task(
            _("Reduce"),
            _("3 done"),
            _("Guests from afar by rail; no paper; plant-based lunch."),
            tone="done",
        ),
        parts.Task(
            _("Measure"),
            _("1 class missing"),
            _("29.7 t measured; 81% from meters and bills."),
            tone="wait",
            href="#tasks",
            action=_("Enter the hotel nights"),
        ),
        parts.Task(
            _("Offset"),
            _("Covered 67%"),
            _("Due by 19 September 2027."),
            tone="wait",
            rule=_("Within one year after the event"),
        ),
        parts.Task(
            _("Declare"),
            _("Not yet possible"),
            _("Missing: the final measured amount; 9.700 t still to retire."),
        ),
    ]


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything ``templates/look/styleguide.html`` shows."""
    return {
        "tokens": TOKENS,
        "tasks": tasks(),
        "steps": [
            parts.Step(_("Quantity"), "done", "#stepper"),
            parts.Step(_("Beneficiary"), "now"),
            parts.Step(_("Payment"), "next"),
            parts.Step(_("Certificate"), "next"),
        ],
        "figure": parts.Figure(
            label=_("Electricity of the venue"),
            value="6,717",
            unit=_("kg CO₂e"),
            steps=(
                _("15,200 kWh × 0.4419 kg/kWh = 6,716.88 kg"),
                _("Rounded up once, where it becomes a quantity to buy"),
            ),
            source=_("Average emission factor of electricity, Guangdong 2023"),
            source_url="https://www.mee.gov.cn/",
            clause=_("MEE notice 2019 No. 19, annex, electricity"),
            grade="A",
        ),
        "crumbs": [
            parts.Crumb(_("Events"), "#"),
            parts.Crumb(_("Low-carbon city forum"), "#"),
            parts.Crumb(_("Measure")),
        ],
        "facts": [
            parts.Fact(_("Methodology"), _("Low-carbon public transport (trial)")),
            parts.Fact(_("Monitoring period"), "2024-01-01 – 2024-12-31"),
            parts.Fact(
                _("Who reduced"),
                _("About 410,000 passengers"),
                note=_("Anonymous, by the operator's records"),
            ),
        ],
        "page": Paginator(range(95), 10).page(3),
        "until": timezone.now() + timedelta(minutes=34, seconds=12),
        **forms_shown(),
        **tallies(),
        **charts(),
    }
