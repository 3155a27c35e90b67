"""The memo as a page of HTML that needs nothing else: no script, no file, no network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.case import Case
from app.model import Assessment, Reading
from app.report.content import gather

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def memo(
    assessments: Sequence[Assessment],
    case: Case,
    as_of: date,
    prepared_by: str,
    reading: Reading | None = None,
) -> str:
    """A placement memo as one page of HTML, to be read, printed or kept.

    Args:
        assessments: the answers it reports, all of this case.
        case: the recorded facts, for the names.
        as_of: the date that the memo bears.
        prepared_by: who prepared it; may be empty.
        reading: for whom it is and what it withholds; None for the agency's own file.

    Raises:
        QuestionError: an assessment answers a question that the policy does not know.
    """
    template = _environment().get_template("memo.html")
    return template.render(memo=gather(assessments, case, as_of, prepared_by, reading))
