"""Cases as RDF: Turtle that reads like a page, and JSON-LD that reads without us."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

import pyoxigraph as ox

from app.case import Case
from app.terms import CW, RDFS, TYPE, XSD, Field, RecordClass, context, schema
from loaders.loading import comments
from loaders.rows import nodes_of

_PREFIXES = {"cw": CW.base, "xsd": XSD.base}
_BARE = {XSD["boolean"], XSD["integer"]}


def turtle(case: Case, said: Sequence[str] = ()) -> bytes:
    """A case as Turtle: its facts and no others, one predicate a line, in the order of the schema.

    Args:
        case: the case.
        said: sentences that stand above it, each a comment.

    Returns:
        The text, in UTF-8.
    """
    lines = [f"@base <{case.iri.value}> ."]
    lines += [f"@prefix {name}: <{base}> ." for name, base in _PREFIXES.items()]
    listed = [(record, nodes_of(case, record)) for record in schema().records.values()]
    lines += ["", "# The case", "", "<>", "    a cw:Case ;"]
    for record, nodes in listed:
        if nodes:
            lines += _list(f"cw:{record.section}", [_term(case, node) for node in nodes])
    lines.append(".")
    for record, nodes in listed:
        if nodes:
            lines += ["", f"# {record.label[:1].upper()}{record.label[1:]} ({record.section})", ""]
        for node in nodes:
            lines += _block(case, node, list(_statements(case, node, record)))
    return (comments(said) + "\n".join(lines) + "\n").encode()


def _statements(case: Case, node: Any, record: RecordClass) -> Iterator[tuple[Any, Any]]:
    """What a case says of a person, home or row: its classes, its id, then its fields."""
    yield TYPE, record.term
    if not record.keyed:
        yield TYPE, CW["Record"]
    for term in (CW["id"], *(each.term for each in record.fields)):
        for value in sorted(case.index.objects(node, term), key=str):
            yield term, value


def _list(predicate: str, values: list[str]) -> list[str]:
    """A predicate with many values, on as few lines as a page is wide."""
    text = f"{predicate} {', '.join(values)} ;"
    return textwrap.wrap(
        text,
        width=96,
        initial_indent=" " * 4,
        subsequent_indent=" " * 8,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _block(case: Case, node: Any, said: list[tuple[Any, Any]]) -> list[str]:
    lines = [_term(case, node)]
    for predicate, value in said:
        word = "a" if predicate == TYPE else _term(case, predicate)
        lines.append(f"    {word} {_term(case, value)} ;")
    return [*lines, "."]


def _term(case: Case, term: Any) -> str:
    if isinstance(term, ox.Literal):
        if term.datatype in _BARE:
            return term.value
        plain = str(ox.Literal(term.value))
        typed = term.datatype != XSD["string"]
        return f"{plain}^^{_term(case, term.datatype)}" if typed else plain
    for name, base in _PREFIXES.items():
        if term.value.startswith(base):
            return f"{name}:{term.value.removeprefix(base)}"
    return f"<{term.value.removeprefix(case.iri.value)}>"


def json_ld(case: Case, said: Sequence[str] = ()) -> bytes:
    """A case as JSON-LD: the sections of a case document, with the project's context in the file.

    Args:
        case: the case.
        said: sentences that stand in its `rdfs:comment`.

    Returns:
        The text, in UTF-8.
    """
    ours = context()["@context"]
    found: dict[str, Any] = {"@context": {"@base": case.iri.value, **ours}}
    found |= {"@id": case.iri.value, "@type": "Case"}
    if said:
        found[RDFS["comment"].value] = list(said)
    for section, record in schema().records.items():
        nodes = nodes_of(case, record)
        if nodes and record.keyed:
            found[section] = {case.key(node): _object(case, node, record) for node in nodes}
        elif nodes:
            found[section] = [_object(case, node, record) for node in nodes]
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def _object(case: Case, node: Any, record: RecordClass) -> dict[str, Any]:
    if record.keyed:
        found: dict[str, Any] = {"@type": record.term.value.removeprefix(CW.base)}
    else:
        kinds = [record.term.value.removeprefix(CW.base), "Record"]
        found = {"@id": _reference(case, node), "@type": kinds}
    named = case.index.text(node, CW["id"])
    if named:
        found["cw:id"] = named  # the context's own `id` is the row's IRI
    for each in record.fields:
        values = [_value(case, each, v) for v in case.index.objects(node, each.term)]
        if values:
            found[each.key] = sorted(values) if each.many else values[0]
    return found


def _value(case: Case, field: Field, value: Any) -> Any:
    if field.kind in ("person", "home", "record"):
        return _reference(case, value)
    if field.kind == "code":
        return value.value.removeprefix(CW.base)
    if field.kind == "boolean":
        return value.value == "true"
    if field.kind == "integer":
        return int(value.value)
    if field.kind == "partialDate" and value.datatype != XSD["date"]:
        datatype = value.datatype.value.replace(XSD.base, "xsd:")
        return {"@type": datatype, "@value": value.value}
    return value.value


def _reference(case: Case, node: Any) -> str:
    return str(node.value.removeprefix(case.iri.value))
