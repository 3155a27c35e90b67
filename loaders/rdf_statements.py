"""The statements of an RDF file: four ways of writing, and files that are none of them.

Nothing is fetched: a file that leans on another file is refused, and so is one that is built to
grow as it is read.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from app.errors import CaseFileError, Problem, refusal
from app.terms import CASE
from loaders.loading import case_name, decode
from loaders.rows import KEY

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".nq": ox.RdfFormat.N_QUADS,
    ".nt": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
}
_NAMES = {
    ox.RdfFormat.TURTLE: "Turtle",
    ox.RdfFormat.JSON_LD: "JSON-LD",
    ox.RdfFormat.N_QUADS: "N-Quads",
    ox.RdfFormat.RDF_XML: "RDF/XML",
}
_MOST_TERMS, _DEEPEST = 20_000, 60
_CHARSET = re.compile(
    r"""\s*<\?xml[^>]*?\sencoding\s*=\s*["'](?!utf-8["']|us-ascii["'])""", re.IGNORECASE
)
_XML = re.compile(r"\s*<(\?xml|!DOCTYPE|!--|rdf:RDF)")
_JSON = re.compile(r"\s*(\[\s*)?\{")
_TURTLE = re.compile(r"\s*(@|#|PREFIX\b|BASE\b)", re.IGNORECASE)
_LINE = re.compile(r"\(line (\d+)\)$|^Parser error at (?:line \d+ (?:column|between)[^:]*)?: ?")
_DROPPED = "is in no context of the file, so that it says nothing"


@dataclass(frozen=True)
class Statements:
    """What an RDF file says, in the order of the file.

    Attributes:
        quads: every statement.
        base: the IRI that relative ones were resolved against, where the file gives none.
        name: the name for a case that the file does not name.
    """

    quads: list[ox.Quad]
    base: str
    name: str


def read_statements(content: bytes, file: str) -> Statements:
    """The statements of an RDF file.

    Args:
        content: the file's bytes.
        file: its name; the ending says how it is written, unless its first sign says otherwise.

    Raises:
        CaseFileError: the bytes are not RDF, or they ask for more than the file itself; carries
            the line where the parser knows it.
    """
    text = decode(content, file)
    written = _format(text, file)
    name = case_name(file, "case")
    if written == ox.RdfFormat.RDF_XML:
        _require_plain_xml(text, file)
    if written == ox.RdfFormat.JSON_LD:
        named = _require_plain_json(text, file)
        name = named or name
    base = f"{CASE}{name}/"
    try:
        # Lines of quads have no relative IRIs, and so nothing to resolve them against.
        known = None if written == ox.RdfFormat.N_QUADS else base
        quads = list(ox.parse(input=text, format=written, base_iri=known))
    except (SyntaxError, ValueError) as error:
        raise _unreadable(file, _NAMES[written], error) from error
    return Statements(quads, base, name)


def _format(text: str, file: str) -> ox.RdfFormat:
    if _XML.match(text):
        return ox.RdfFormat.RDF_XML
    if _JSON.match(text):
        return ox.RdfFormat.JSON_LD
    named = FORMATS.get(Path(file).suffix.lower(), ox.RdfFormat.TURTLE)
    return ox.RdfFormat.TURTLE if _TURTLE.match(text) and named == ox.RdfFormat.RDF_XML else named


def _unreadable(file: str, written: str, error: Exception) -> CaseFileError:
    line = getattr(error, "lineno", None)
    said = _LINE.sub("", _LINE.sub("", str(error))).strip()
    said = "".join(sign if sign.isprintable() else " " for sign in said)[:200].strip()
    where = f"line {line}" if line else "the file"
    return refusal(file, where, f"is not {written} ({said})", "Mend it, or export it again.")


def _require_plain_xml(text: str, file: str) -> None:
    """Refuses XML that declares anything: entities may grow, or stand for other files."""
    if re.match(r"\s*<!DOCTYPE\s+html\b|\s*<html\b", text, re.IGNORECASE):
        raise refusal(file, "line 1", "is a web page", "Save the data itself, not the page.")
    found = re.search(r"<!(DOCTYPE|ENTITY)\b", text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        mend = "Write every IRI out, and leave the declaration away."
        raise refusal(file, f"line {line}", f"declares a {found[1]}, which is not read", mend)
    if _CHARSET.match(text):
        what = "names a character set other than UTF-8"
        raise refusal(file, "line 1", what, "Save the file as UTF-8 text.")


# JSON-LD


def _require_plain_json(text: str, file: str) -> str:
    """The name that a JSON-LD text gives its case, or the empty string.

    A reader of JSON-LD leaves out without a word what its context does not know; here it is
    reported.
    """
    twice: list[str] = []
    try:
        content = json.loads(text, object_pairs_hook=_noting(twice))
    except json.JSONDecodeError as error:
        raise refusal(
            file, f"line {error.lineno}", f"is not JSON ({error.msg})", "Mend it."
        ) from error
    except RecursionError as error:
        raise refusal(file, "the file", "is nested too deeply", "Write plain rows.") from error
    except ValueError as error:  # a number with more digits than anybody writes
        raise refusal(file, "the file", "is not JSON", "Mend its numbers.") from error
    found = _Contexts()
    problems = [Problem(f"the key {key!r}", "stands twice", "Write it once.") for key in twice]
    problems += found.gather(content)
    if not problems:
        problems = [
            Problem(where, f"{key!r} {_DROPPED}", "Correct the key, or take it away.")
            for where, key in found.unknown(content, "the file")
        ]
    if problems:
        raise CaseFileError(file, list(dict.fromkeys(problems)))
    named = content.get("case") if isinstance(content, dict) else None
    return named if isinstance(named, str) and KEY.fullmatch(named) else ""


def _noting(twice: list[str]) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        counts = Counter(key for key, _ in found)
        twice.extend(sorted(key for key, count in counts.items() if count > 1))
        return dict(found)

    return pairs


@dataclass
class _Contexts:
    """The contexts of a JSON-LD text.

    Attributes:
        terms: every term that they define.
        any_word: whether they take any word for one of a vocabulary.
        count: how many definitions there are, those of one term in several places counted each.
    """

    terms: dict[str, Any] = field(default_factory=dict)
    any_word: bool = False
    count: int = 0

    def gather(self, content: Any) -> list[Problem]:
        """Takes in every context; the problems of those that are not plain."""
        problems: list[Problem] = []
        waiting = [(content, 0)]
        while waiting:
            value, depth = waiting.pop()
            if depth > _DEEPEST:
                return [Problem("the file", "is nested too deeply", "Write plain rows.")]
            if isinstance(value, dict):
                if "@context" in value:
                    problems += self._take(value["@context"])
                waiting += [(each, depth + 1) for each in value.values()]
            elif isinstance(value, list):
                waiting += [(each, depth + 1) for each in value]
        if self.count > _MOST_TERMS:
            what = f"the contexts define more than {_MOST_TERMS} terms"
            problems.append(Problem("@context", what, "Keep those that the file uses."))
        return problems

    def _take(self, context: Any) -> Iterator[Problem]:
        for each in context if isinstance(context, list) else [context]:
            fetched = each if isinstance(each, str) else _imported(each)
            if fetched:
                what = f"{fetched!r} is a context elsewhere, and nothing is fetched"
                yield Problem("@context", what, "Put the context itself into the file.")
            elif isinstance(each, dict):
                self.any_word = self.any_word or isinstance(each.get("@vocab"), str)
                self.count += len(each)
                self.terms |= {key: value for key, value in each.items() if key[:1] != "@"}

    def unknown(self, value: Any, where: str, *, named: bool = False) -> Iterator[tuple[str, str]]:
        """(place, key) of every key that a reader of JSON-LD would leave out without a word.

        Args:
            value: a value of the text.
            where: its place.
            named: whether its keys are names of nodes rather than terms.
        """
        for each in value if isinstance(value, list) else [value]:
            if not isinstance(each, dict):
                continue
            for key, below in each.items():
                if key.startswith("@"):
                    if key in ("@graph", "@included", "@list", "@set", "@reverse"):
                        yield from self.unknown(below, f"{where} {key}")
                    elif key not in _KEYWORDS:
                        yield where, key
                    continue
                known = self.terms.get(key)
                if not named and not self._says(key):
                    if key != "case":
                        yield where, key
                    continue
                below_named = not named and isinstance(known, dict) and _names_nodes(known)
                yield from self.unknown(below, f"{where} {key}", named=below_named)

    def _says(self, key: str) -> bool:
        if key in self.terms:
            known = self.terms[key]
            return known is not None and not (
                isinstance(known, dict) and known.get("@id", 0) is None
            )
        return self.any_word or ":" in key


_KEYWORDS = {
    *("@context", "@id", "@type", "@value", "@language", "@direction", "@index", "@base"),
    *("@nest", "@none", "@json", "@version", "@vocab"),
}


def _imported(context: Any) -> str:
    return str(context["@import"]) if isinstance(context, Mapping) and "@import" in context else ""


def _names_nodes(term: Mapping[str, Any]) -> bool:
    """Whether the keys below a term are names, languages or the like, and no terms."""
    kept: Any = term.get("@container", ())
    kinds: Iterable[Any] = [kept] if isinstance(kept, str) else kept or ()
    return not {"@id", "@index", "@language", "@type", "@graph"}.isdisjoint(kinds)
