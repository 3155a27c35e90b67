"""Who may be told who and where a child's caregiver is, and what goes with telling them."""

from app.disclosure.answers import (
    NOTICES,
    QUESTION,
    Made,
    Matrix,
    ask_for,
    details,
    find_made,
    find_matrix,
    purposes,
)
from app.disclosure.drafts import Draft, find_drafts
from app.disclosure.reader import Sight, find_sight
from app.disclosure.recipients import Recipient, caregivers_of, living_there, recipients_of
from app.disclosure.redaction import Redaction, redact
from app.disclosure.timeline import Event, timeline

__all__ = [
    "NOTICES",
    "QUESTION",
    "Draft",
    "Event",
    "Made",
    "Matrix",
    "Recipient",
    "Redaction",
    "Sight",
    "ask_for",
    "caregivers_of",
    "details",
    "find_drafts",
    "find_made",
    "find_matrix",
    "find_sight",
    "living_there",
    "purposes",
    "recipients_of",
    "redact",
    "timeline",
]
