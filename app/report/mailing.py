"""The letters of a round as files, one by one or all together.

The names of the files say a number and a language: nobody is named on an envelope's outside.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date

from app.report.letters import Agency, compose
from app.report.letters_docx import cover_docx, letter_docx
from app.report.letters_pdf import letter_pdf
from app.report.notices import Notice, Round

LIST = "workers-list.docx"
FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def file_name(notice: Notice, language: str, form: str) -> str:
    """The name of a letter's file: its number in the worker's list, and its language."""
    return f"notice-{notice.number:02}-{language}.{form}"


def letter_file(notice: Notice, language: str, agency: Agency, day: date, form: str) -> bytes:
    """One letter as a file.

    Args:
        notice: to whom, and all that may be said of the child.
        language: a code of `letters.languages`.
        agency: the sender.
        day: the date that the letter bears.
        form: docx or pdf.
    """
    letter = compose(notice, language, agency, day)
    return letter_docx(letter, day) if form == "docx" else letter_pdf(letter, day)


def all_files(found: Round, language: str, agency: Agency) -> dict[str, bytes]:
    """Every letter that is to be sent, in both forms, and the worker's list; by file name."""
    files = {
        file_name(notice, language, form): letter_file(notice, language, agency, found.as_of, form)
        for notice in found.to_send
        for form in FORMATS
    }
    return files | {LIST: cover_docx(found)}


def archive(files: Mapping[str, bytes], day: date) -> bytes:
    """Some files as one zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, content)
    return stream.getvalue()
