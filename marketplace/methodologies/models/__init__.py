"""What is stored of a methodology's way from a developer's draft to its filing. Verbs are its only writers."""

from marketplace.methodologies.models.recording import Recording
from marketplace.methodologies.models.review import Assignment, Expert, Opinion
from marketplace.methodologies.models.submission import Document, Submission

__all__ = ["Assignment", "Document", "Expert", "Opinion", "Recording", "Submission"]
