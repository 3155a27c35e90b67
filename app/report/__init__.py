"""Assessments for others: as JSON, as a memo to read and print, and as a PDF."""

from app.report.data import check_json, clause_json, coverage_json, to_json
from app.report.memo import memo
from app.report.pdf import memo_pdf

__all__ = ["check_json", "clause_json", "coverage_json", "memo", "memo_pdf", "to_json"]
