"""The Ally team of a youth: who is in it, what each would see, and which releases that needs."""

from app.ally.exposures import (
    Cell,
    Exposure,
    Form,
    Release,
    Sight,
    ask_addition,
    ask_post,
    ask_team,
    consent_matrix,
    find_sight,
    forms_to_collect,
    papers_missing,
)
from app.ally.team import (
    Channel,
    Member,
    Team,
    category_names,
    form_names,
    only_youth,
    read_team,
    youths_of,
)

__all__ = [
    "Cell",
    "Channel",
    "Exposure",
    "Form",
    "Member",
    "Release",
    "Sight",
    "Team",
    "ask_addition",
    "ask_post",
    "ask_team",
    "category_names",
    "consent_matrix",
    "find_sight",
    "form_names",
    "forms_to_collect",
    "only_youth",
    "papers_missing",
    "read_team",
    "youths_of",
]
