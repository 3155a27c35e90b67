"""The exceptions of Kinstead.

KinsteadError
├── CaseFileError      a file a person wrote cannot be read as a case: every problem at once
├── PolicyError        the project's own ontology, shapes or rules are broken: fails at start
└── QuestionError      a question is asked in a way that has no meaning (role missing, no such kind)

A rule's outcome is never an exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class KinsteadError(Exception):
    """Base of every error that Kinstead raises on purpose."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a file: where it stands, what is wrong, how to mend it."""

    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.mend}"


class CaseFileError(KinsteadError):
    """A case file that cannot be loaded; carries all its problems, none of its content.

    Args:
        file: the name of the file as the user gave it.
        problems: at least one `Problem`, in the order of the file.
    """

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"{file} cannot be loaded:\n{lines}")


def refusal(file: str, where: str, what: str, mend: str) -> CaseFileError:
    """The refusal of a file for one problem; see `Problem` and `CaseFileError`."""
    return CaseFileError(file, [Problem(where, what, mend)])


class PolicyError(KinsteadError):
    """The project's own Turtle is broken: names the term and the file."""


class QuestionError(KinsteadError):
    """A question that cannot be asked: an unknown kind, role or person."""
