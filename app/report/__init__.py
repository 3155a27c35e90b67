"""Assessments for others: as JSON, as a memo to read and print, and as a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.case import Case
from app.model import Assessment, Reading
from app.report.data import check_json, clause_json, coverage_json, roles_json, to_json
from app.report.memo import memo

__all__ = [
    "check_json",
    "clause_json",
    "coverage_json",
    "memo",
    "memo_pdf",
    "roles_json",
    "to_json",
]


def memo_pdf(
    assessments: Sequence[Assessment],
    case: Case,
    as_of: date,
    prepared_by: str,
    reading: Reading | None = None,
) -> bytes:
    """A placement memo as a PDF; see `app.report.pdf.memo_pdf`."""
    from app.report import pdf  # noqa: PLC0415 - slow to load, and only a PDF should wait for it

    return pdf.memo_pdf(assessments, case, as_of, prepared_by, reading)
