"""Words for the states, grades and verdicts of methodologies."""

from django.utils.translation import gettext_lazy as _

from marketplace.methodologies.models import Opinion, Submission
from marketplace.methodologies.questions import ANSWERS
from marketplace.registry.models import MethodologyVersion

STATES = dict(Submission.Status.choices) | dict(MethodologyVersion.Status.choices)
TONES = {
    "draft": "none",
    "submitted": "wait",
    "under_review": "wait",
    "filed": "done",
    "superseded": "none",
    "returned": "wait",
    "rejected": "final",
    "withdrawn": "none",
}
RECORDING_TONES = {"waiting": "wait", "confirmed": "done", "refused": "final", "taken_back": "none"}
VERDICTS = dict(Opinion.Verdict.choices)
VERDICT_TONES = {"accept": "done", "changes": "wait", "reject": "final"}
ANSWER_WORDS = dict(ANSWERS)
# What the grade of a version says about its source.
GRADES = {
    "A": _("The issuer's own text was read."),
    "B": _("A faithful copy of the text was read."),
    "C": _("Known from reports; the issuer's own text was not seen."),
    "D": _("From memory: number and version are not checked against the official text."),
}
