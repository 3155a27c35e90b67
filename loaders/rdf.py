"""RDF files as cases: Turtle, JSON-LD, N-Quads and RDF/XML, with a report of the rest.

A file may name its rows as it likes, or not at all: what a node says it is, or where the case
lists it, makes it a person, a home or a record. A word of ours that is not in the schema is a
slip and is refused; the words of others are left out and reported. Nothing is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyoxigraph as ox

from app.errors import CaseFileError, Problem
from app.terms import CW, OWL, TYPE, XSD, Facts, Field, RecordClass, local_name, schema
from loaders.loading import Loaded, Unmapped, read_bytes
from loaders.rdf_statements import Statements, read_statements
from loaders.rows import CONTROL, KEY, REPORTED, Builder, Row, Value, nearest

_POINTER = re.compile(r"#/([A-Za-z]+)/([0-9]{1,9})")
_FOREIGN = "is no word of Kinstead"
_STRING, _LANGUAGE = XSD["string"], "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_DATATYPES = {
    "boolean": ("boolean",),
    "date": ("date",),
    "dateTime": ("dateTime",),
    "integer": ("integer",),
    "partialDate": ("date", "gYearMonth", "gYear"),
    "text": (),
}
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
_WRITTEN = {
    "boolean": "true or false",
    "date": '"YYYY-MM-DD"^^xsd:date',
    "dateTime": '"YYYY-MM-DDTHH:MM:SS"^^xsd:dateTime, the time in Chicago',
    "integer": "a whole number",
    "partialDate": 'an xsd:date, an xsd:gYearMonth ("YYYY-MM") or an xsd:gYear ("YYYY")',
    "text": "a plain text in quotes",
}


def load(path: Path) -> Loaded:
    """The case that an RDF file holds, and what of it is not in our words.

    Raises:
        CaseFileError: the file is not RDF, or says what no case can; carries every problem, with
            its line where the parser knows it and else with its node.
    """
    return read(read_bytes(path), path.name)


def read(content: bytes, file: str) -> Loaded:
    """The case that the bytes of an RDF file hold; see `load`."""
    return _Import(file, read_statements(content, file)).loaded()


@dataclass
class _Import:
    """The statements of a file on their way to rows.

    Attributes:
        rows: every person, home and record, with its class, in the order of the file.
        keys: node to what other rows call it.
    """

    file: str
    statements: Statements
    problems: list[Problem] = field(default_factory=list)
    left: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    rows: dict[Any, RecordClass] = field(default_factory=dict)
    keys: dict[Any, str] = field(default_factory=dict)

    def loaded(self) -> Loaded:
        """The case and what could not be mapped."""
        triples = self._triples()
        self.facts = Facts(triples)
        self.root = self._root(triples)
        self._gather_rows(triples)
        sections = self._sections()
        self._report_strays(triples)
        name = self._case_name()
        case = Builder(self.file, name, sections, self.problems).build()
        left = (Unmapped(what, why, tuple(at)) for (what, why), at in self.left.items())
        return Loaded(case, tuple(sorted(left)))

    def _report(self, where: str, what: str, mend: str) -> None:
        self.problems.append(Problem(where, what, mend))

    def _leave(self, what: str, why: str, where: str) -> None:
        self.left.setdefault((what, why), []).append(where)

    def _triples(self) -> list[ox.Triple]:
        """Every statement once, in the order of the file; several graphs are refused."""
        quads = self.statements.quads
        graphs = list(dict.fromkeys(each.graph_name for each in quads))
        if len(graphs) > 1:
            shown = ", ".join(_written(each) for each in graphs[:3])
            what = f"holds {len(graphs)} graphs ({shown}{', …' if len(graphs) > 3 else ''})"
            mend = "Which of them hold is not said; give the one that does a file of its own."
            raise CaseFileError(self.file, [Problem("the file", what, mend)])
        if graphs and not isinstance(graphs[0], ox.DefaultGraph):
            why = "the name of a graph is not kept; its statements are"
            self._leave(f"graph {_written(graphs[0])}", why, "the file")
        return list(dict.fromkeys(each.triple for each in quads))

    # The case, and what it holds

    def _root(self, triples: list[ox.Triple]) -> Any:
        """The node of the case: what says to be one, or lists people and records."""
        listing = [CW[section] for section in schema().records]
        named = {t.subject: None for t in triples if (t.predicate, t.object) == (TYPE, CW["Case"])}
        roots = list(named or {t.subject: None for t in triples if t.predicate in listing})
        if len(roots) > 1:
            what = f"holds {len(roots)} cases"
            self._report("the file", what, "Give each case a file of its own.")
        if roots:
            return roots[0]
        return ox.NamedNode(self.statements.base)

    def _case_name(self) -> str:
        iri = self.root.value if isinstance(self.root, ox.NamedNode) else ""
        return local_name(iri.rstrip("/#")) or self.statements.name

    def _gather_rows(self, triples: list[ox.Triple]) -> None:
        """Finds every person, home and record: by its type, or by the section that lists it."""
        classes = {record.term: record for record in schema().records.values()}
        for triple in triples:
            subject: Any = triple.subject
            value: Any = triple.object
            if triple.predicate == TYPE and value in classes:
                self._take(subject, classes[value])
            elif subject == self.root and triple.predicate.value.startswith(CW.base):
                section = local_name(triple.predicate)
                record = schema().records.get(section)
                if record is None:
                    what = f"unknown section {section!r}"
                    self._report("the case", what, nearest(section, schema().records))
                elif isinstance(value, (ox.NamedNode, ox.BlankNode)):
                    self._take(value, record)
                else:
                    what = f"{section} lists a text: {_written(value)}"
                    self._report("the case", what, "Name a node.")
        if (
            not self.rows
            and not self.problems
            and self.root not in self.facts.subjects(TYPE, CW["Case"])
        ):
            mend = "Is it a case at all? One says `<> a cw:Case` and names its people."
            self._report("the file", "holds no person, home or record", mend)

    def _take(self, node: Any, record: RecordClass) -> None:
        known = self.rows.setdefault(node, record)
        if known != record:
            what = f"is a {known.label} and a {record.label}"
            self._report(self._where(node), what, "Make two nodes of it, or take one away.")

    def _sections(self) -> dict[str, list[Row]]:
        """The rows by section: as their pointers count, and those without one as they come."""
        found: dict[str, list[Any]] = {}
        for node, record in self.rows.items():
            found.setdefault(record.section, []).append(node)
        for section, nodes in found.items():
            if schema().records[section].keyed:
                self.keys |= {node: self._key(node) for node in nodes}
                continue
            nodes.sort(key=lambda node: self._number(node, section))
            self.keys |= {node: f"{section}/{at}" for at, node in enumerate(nodes)}
        return {
            section: [self._row(node, schema().records[section]) for node in nodes]
            for section, nodes in found.items()
        }

    def _number(self, node: Any, section: str) -> float:
        pointer = _POINTER.fullmatch(self._tail(node))
        return int(pointer[2]) if pointer and pointer[1] == section else float("inf")

    def _tail(self, node: Any) -> str:
        """A node's IRI below that of the case; the whole where it is elsewhere."""
        if not isinstance(node, ox.NamedNode):
            return ""
        root = self.root.value if isinstance(self.root, ox.NamedNode) else self.statements.base
        return str(node.value.removeprefix(root))

    def _key(self, node: Any) -> str:
        if isinstance(node, ox.NamedNode):
            tail = self._tail(node)
            return unquote(local_name(tail) if re.search(r"[/#]", tail) else tail)
        label = self.rows[node].label
        self._report(self._where(node), f"a {label} has no IRI", "Give it one, such as <mia>.")
        return f"unnamed-{len(self.keys)}"

    def _where(self, node: Any) -> str:
        """Where a node stands: by its pointer or key; a blank one by its place in its section."""
        known = self.keys.get(node, "")
        if isinstance(node, ox.BlankNode):
            record = self.rows.get(node)
            return known or (f"a {record.label} without IRI" if record else "a node without IRI")
        tail = self._tail(node).removeprefix("#/")
        return tail if tail and not tail.startswith(("http:", "https:")) else _written(node)

    # Rows and values

    def _row(self, node: Any, record: RecordClass) -> Row:
        where = self._where(node)
        values: dict[str, Value] = {}
        for predicate, objects in self.facts.predicates(node).items():
            if predicate == TYPE:
                self._check_types(node, record, objects)
            elif not predicate.value.startswith(CW.base):
                why = "nothing is fetched" if predicate == OWL["imports"] else _FOREIGN
                self._leave(_written(predicate), why, where)
            else:
                key = predicate.value.removeprefix(CW.base)
                known = record.field(key)
                found = [Value(self._content(known, key, each, where), where) for each in objects]
                many = len(found) > 1 or (known is not None and known.many)
                values[key] = Value(found, where) if many else found[0]
        key = self.keys[node]
        if not record.keyed:
            self._name(node, values, where)
        return Row(key if record.keyed else key.rsplit("/", 1)[-1], values, where)

    def _name(self, node: Any, values: dict[str, Value], where: str) -> None:
        """Makes sure of a record's id: one at most; a name below the case's IRI is one, too."""
        said = values["id"].content if "id" in values else None
        if isinstance(said, list):
            self._report(where, "has two ids", "Keep one.")
        if said is REPORTED or isinstance(said, list):
            values.pop("id")
        tail = self._tail(node)
        if said is None and KEY.fullmatch(tail):
            values["id"] = Value(tail, where)

    def _check_types(self, node: Any, record: RecordClass, types: list[Any]) -> None:
        for each in types:
            if each in (record.term, CW["Record"], CW["Case"]):
                continue
            if _is_ours(each):
                if schema().of_class(each) is None:  # two classes of record are reported already
                    what = f"{local_name(each)!r} is no kind of record"
                    names = {local_name(r.term): r for r in schema().records.values()}
                    self._report(self._where(node), what, nearest(local_name(each), names))
            else:
                self._leave(f"type {_written(each)}", _FOREIGN, self._where(node))

    def _content(self, known: Field | None, key: str, value: Any, where: str) -> Any:
        """A value as a document has it; what cannot be one is reported."""
        if known is None:  # an id, or a slip that the builder names
            return value.value if isinstance(value, ox.Literal) else self._refuse(key, value, where)
        if known.kind in ("person", "home", "record"):
            if isinstance(value, (ox.NamedNode, ox.BlankNode)):
                return self.keys.get(value) or self._where(value)
            return self._refuse(key, value, where, "Name a node, not a text.")
        if known.kind == "code":
            token = known.token_of(value)
            if token is None:
                meant = local_name(str(value.value)) if hasattr(value, "value") else ""
                return self._refuse(key, value, where, nearest(meant, known.codes))
            return token
        return self._literal(known, value, where)

    def _literal(self, known: Field, value: Any, where: str) -> Any:
        kinds = _DATATYPES[known.kind]
        if not isinstance(value, ox.Literal):
            return self._refuse(known.key, value, where, f"Write {_WRITTEN[known.kind]}.")
        datatype, said = value.datatype, value.value
        if value.language:
            if known.kind != "text":
                return self._refuse(known.key, value, where, f"Write {_WRITTEN[known.kind]}.")
            why = "the language of a text is not kept; the text is"
            self._leave(f"language {value.language}", why, where)
        elif datatype != _STRING and datatype not in [XSD[kind] for kind in kinds]:
            return self._refuse(known.key, value, where, f"Write {_WRITTEN[known.kind]}.")
        if known.kind == "boolean":
            return _TRUTHS.get(said, said)
        if known.kind == "integer" and re.fullmatch(r"[+-]?[0-9]{1,18}", said):
            return int(said)
        return said

    def _refuse(self, key: str, value: Any, where: str, mend: str = "Write a text.") -> Any:
        self._report(where, f"{key}: {_written(value)} cannot stand here", mend)
        return REPORTED

    # What is left

    def _report_strays(self, triples: list[ox.Triple]) -> None:
        """Statements on nodes that are no part of the case: ours are refused, others reported."""
        for triple in triples:
            subject, predicate = triple.subject, triple.predicate
            if subject in self.rows:
                continue
            where = "the case" if subject == self.root else self._where(subject)
            said: Any = triple.object if predicate == TYPE else predicate
            if _is_ours(said):
                if subject != self.root:
                    what = f"{local_name(said)!r} stands on a node that is no record of the case"
                    self._report(where, what, "Say what it is, as `a cw:Parentage`.")
                elif predicate == TYPE and said != CW["Case"]:
                    self._report(where, f"is a {local_name(said)!r}", "A case is a cw:Case only.")
            elif predicate == OWL["imports"]:
                self._leave(f"imports {_written(triple.object)}", "nothing is fetched", where)
            else:
                kind = "type " if predicate == TYPE else ""
                self._leave(f"{kind}{_written(said)}", _FOREIGN, where)


def _is_ours(term: Any) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(CW.base)


def _written(term: Any) -> str:
    """A term as a Turtle file might have it, no longer than a line holds."""
    if isinstance(term, ox.NamedNode):
        for base, prefix in ((CW.base, "cw:"), (XSD.base, "xsd:"), (OWL.base, "owl:")):
            if term.value.startswith(base):
                return prefix + term.value.removeprefix(base)
    if isinstance(term, ox.Literal) and _is_prefixed(term.datatype):
        return f'"{CONTROL.sub(" ", term.value)[:60]}"^^{_written(term.datatype)}'
    said = CONTROL.sub(" ", str(term))
    return said if len(said) <= 100 else f"{said[:99]}…"


def _is_prefixed(datatype: ox.NamedNode) -> bool:
    return datatype.value.startswith(XSD.base) and datatype != _STRING
