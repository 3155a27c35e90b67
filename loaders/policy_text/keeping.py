"""The official text in the user's own folder, beside the cases; it never leaves the machine."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from app.errors import refusal
from loaders.loading import read_text, replace_file
from loaders.policy_text.matching import Matching, Passage

_FOLDER = "official-text"


def keep(folder: Path, matching: Matching) -> Path:
    """Keep the matched passages of a document, in place of those kept of it before.

    Args:
        folder: the user's folder of cases; made when it is not there.
        matching: what was matched.

    Returns:
        The file written, which only its user can read.

    Raises:
        CaseFileError: it cannot be written.
    """
    file = folder / _FOLDER / f"{matching.text.document.prefix}.json"
    content = {
        "document": matching.text.document.name,
        "file": matching.text.file,
        "passages": {name: asdict(passage) for name, passage in matching.matched.items()},
    }
    try:
        for each in (folder, file.parent):
            each.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_file(file, json.dumps(content, indent=1, ensure_ascii=False))
    except OSError as error:
        what = f"cannot be written ({error.strerror or error.__class__.__name__})"
        mend = "Check that the folder is yours to write to."
        raise refusal(str(file), "the file", what, mend) from error
    return file


def kept_files(folder: Path) -> Sequence[Path]:
    """The files of what is kept in the user's folder, one a document."""
    return sorted((folder / _FOLDER).glob("*.json"))


def kept_passages(folder: Path) -> Mapping[str, Passage]:
    """The passages kept in the user's folder by the identifier of their clause; none is no error.

    Raises:
        CaseFileError: what was kept cannot be read.
    """
    found: dict[str, Passage] = {}
    for file in kept_files(folder):
        try:
            content = json.loads(read_text(file))
            for name, fields in content["passages"].items():
                found[name] = Passage(**fields)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            mend = "Remove it, and keep the text again with `kinstead text FILE --keep`."
            what = "is no text kept by Kinstead"
            raise refusal(str(file), "the file", what, mend) from error
    return found
