"""The law's own words, from the documents as published, beside the clauses of the register.

The project holds no sentence of the documents. A user who has them reads them in here; the text
is matched to the register and stays in the user's folder.
"""

from __future__ import annotations

from pathlib import Path

from app.errors import refusal
from loaders.loading import read_bytes
from loaders.policy_text.keeping import keep, kept_files, kept_passages
from loaders.policy_text.matching import Matching, Passage, PolicyText, Unmatched, match
from loaders.policy_text.pages import find_paragraphs
from loaders.policy_text.sections import Document, find_document, find_sections

__all__ = [
    "Document",
    "Matching",
    "Passage",
    "PolicyText",
    "Unmatched",
    "keep",
    "kept_files",
    "kept_passages",
    "match",
    "read",
    "read_content",
]

_AS_TEXT = "Open it, save it as plain text (.txt, UTF-8), and give that file."


def read(path: Path) -> PolicyText:
    """A document as published, from a file of plain text.

    Raises:
        CaseFileError: the file cannot be opened or is no plain text, or is neither of the
            documents that the register has.
    """
    return read_content(read_bytes(path), path.name)


def read_content(content: bytes, file: str) -> PolicyText:
    """A document as published, from the bytes of a file of plain text; see `read`.

    Args:
        content: the bytes.
        file: the name of the file, for messages.
    """
    paragraphs = find_paragraphs(_decode(content, file))
    document = find_document(paragraphs, file)
    return PolicyText(file, document, tuple(find_sections(paragraphs, document)))


def _decode(content: bytes, file: str) -> str:
    """The text of a file: UTF-8, or UTF-16 as Windows saves it with its mark."""
    kinds = {
        b"%PDF": "a PDF",
        b"PK\x03\x04": "a Word or zip file",
        b"\xd0\xcf\x11\xe0": "a Word file",
    }
    kind = next((name for mark, name in kinds.items() if content.lstrip().startswith(mark)), None)
    if kind is None and Path(file).suffix.lower() in (".pdf", ".doc", ".docx", ".rtf", ".html"):
        kind = f"named {Path(file).suffix}"
    if kind:
        raise refusal(file, "the file", f"is {kind}, no plain text", _AS_TEXT)
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        mend = "Save the file as UTF-8 text."
        raise refusal(file, f"line {line}", "is not UTF-8", mend) from error
    if "\x00" in text:
        raise refusal(file, "the file", "is no plain text", _AS_TEXT)
    if not text.strip():
        raise refusal(file, "the file", "is empty", _AS_TEXT)
    return text
