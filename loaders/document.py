"""Case documents: YAML as people write it, read with the line of everything, and written back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import jsonpatch
import yaml

from app.case import Case, is_row
from app.errors import CaseFileError, Problem
from app.terms import CW, Field, RecordClass, schema
from loaders import loading
from loaders.rows import Builder, Row, Value, nodes_of

_BOOL, _INT, _NULL, _STR, _MAP, _SEQ = (
    f"tag:yaml.org,2002:{kind}" for kind in ("bool", "int", "null", "str", "map", "seq")
)
_PLAIN_TAGS = (_BOOL, _INT, _NULL, _STR, _MAP, _SEQ)
_MOST_VALUES = 2_000_000


class _Yaml12(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML 1.2 scalars: dates stay text, yes and no stay words."""


_Yaml12.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    (_BOOL, r"^(?:true|false)$", "tf"),
    (_NULL, r"^(?:null|~|)$", ["n", "~", ""]),
    (_INT, r"^-?(?:0|[1-9][0-9]{0,17})$", "-0123456789"),
):
    _Yaml12.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))


def compose(text: str, file: str) -> yaml.Node:
    """The node tree of a YAML text, with the line of every node.

    Raises:
        CaseFileError: the text is not YAML, is empty, or holds what no case needs (tags of its
            own, an alias inside what it names).
    """
    try:
        node = yaml.compose(text, Loader=_Yaml12)
        problems: list[Problem] = []
        if node is not None:
            _require_plain(node, {}, problems)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "the file"
        what = f"is not YAML ({getattr(error, 'problem', None) or error})"
        mend = "Mend the indentation or quoting."
        if mark and "\t" in _line_of(text, mark.line):
            mend = "Indent with spaces: YAML takes no tabs."
        raise CaseFileError(file, [Problem(where, what, mend)]) from error
    except RecursionError as error:
        problem = Problem("the file", "is nested too deeply", "Write sections of plain rows.")
        raise CaseFileError(file, [problem]) from error
    if node is None:
        raise CaseFileError(file, [Problem("the file", "is empty", "Start with `case: NAME`.")])
    if problems:
        raise CaseFileError(file, problems)
    return node


def _line_of(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number] if number < len(lines) else ""


def _require_plain(node: yaml.Node, sizes: dict[int, int], problems: list[Problem]) -> int:
    """How many values a node holds, aliases written out; reports what is no plain value."""
    known = sizes.get(id(node))
    if known == 0:
        problems.append(Problem(_line(node), "an alias stands inside what it names", "Remove it."))
        return 1
    if known:
        return known
    sizes[id(node)] = 0
    size = 1
    if node.tag not in _PLAIN_TAGS:
        problems.append(Problem(_line(node), f"unknown tag {node.tag!r}", "Leave the tag out."))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            size += _require_plain(key, sizes, problems) + _require_plain(value, sizes, problems)
            if not isinstance(key, yaml.ScalarNode):
                problems.append(
                    Problem(_line(key), "a key is no plain word", "Write `key: value`.")
                )
    elif isinstance(node, yaml.SequenceNode):
        size += sum(_require_plain(each, sizes, problems) for each in node.value)
    sizes[id(node)] = size
    if size > _MOST_VALUES and not problems:
        problems.append(Problem(_line(node), "holds too many values", "Split the file."))
    return size


def plain(node: yaml.Node) -> Any:
    """A node as plain values (dict, list, str, int, bool, None), duplicates as YAML leaves them."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(each) for each in node.value]
    if node.tag == _NULL:
        return None
    if node.tag == _BOOL:
        return node.value == "true"
    return int(node.value) if node.tag == _INT else node.value


def load(path: Path) -> Case:
    """The case that a YAML file holds.

    Raises:
        CaseFileError: the file cannot be read as a case; carries every problem.
    """
    return read(loading.read_text(path), path.name)


def read(text: str, file: str) -> Case:
    """The case that a YAML text holds; see `load`."""
    return read_node(compose(text, file), file)


def read_node(node: yaml.Node, file: str, name: str | None = None) -> Case:
    """The case that a YAML node holds.

    Args:
        node: a mapping of sections.
        file: the file's name, for messages and places.
        name: the case's name where the node itself has no `case` key.
    """
    problems: list[Problem] = []
    top = _entries(node, "the file", problems)
    _require_once(top, problems)
    named = next((value for key, value in top if key.value == "case"), None)
    if isinstance(named, yaml.ScalarNode) and named.tag != _NULL:
        name = named.value
    if name is None:
        where = _line(named or node)
        problems.append(Problem(where, "the case has no name", "Start with `case: NAME`."))
    sections: dict[str, list[Row]] = {}
    for key, value in top:
        if key.value != "case":
            sections.setdefault(key.value, []).extend(_rows(key.value, key, value, problems))
    place = _line(named or node)
    return Builder(file, name, sections, problems, name_where=place).build()


def _line(node: yaml.Node) -> str:
    return f"line {node.start_mark.line + 1}"


def _entries(
    node: yaml.Node, what: str, problems: list[Problem]
) -> list[tuple[yaml.Node, yaml.Node]]:
    """The keys and values of a mapping, those that stand twice among them."""
    if isinstance(node, yaml.MappingNode):
        return list(node.value)
    problems.append(Problem(_line(node), f"{what} is no mapping", "Write `key: value`."))
    return []


def _require_once(entries: Iterable[tuple[yaml.Node, yaml.Node]], problems: list[Problem]) -> None:
    first: dict[str, str] = {}
    for key, _ in entries:
        if key.value in first:
            mend = f"It is already at {first[key.value]}."
            problems.append(Problem(_line(key), f"{key.value!r} stands twice", mend))
        first.setdefault(key.value, _line(key))


def _rows(section: str, at: yaml.Node, node: yaml.Node, problems: list[Problem]) -> list[Row]:
    record = schema().records.get(section)
    if record is None:
        return [Row("0", {}, _line(at))]
    if node.tag == _NULL:
        return []
    if record.keyed:
        rows = [(key.value, value, _line(key)) for key, value in _entries(node, section, problems)]
    elif isinstance(node, yaml.SequenceNode):
        rows = [(str(i), value, _line(value)) for i, value in enumerate(node.value)]
    else:
        problems.append(Problem(_line(node), f"{section} is no list", "Write one `- {…}` a row."))
        return []
    found = []
    for key, value, where in rows:
        fields = _entries(value, f"{section}/{key}", problems)
        _require_once(fields, problems)
        if fields or record.keyed or isinstance(value, yaml.MappingNode):
            values = {word.value: _value(each, _line(word)) for word, each in fields}
            found.append(Row(key, values, where))
    return found


def _value(node: yaml.Node, where: str) -> Value:
    if isinstance(node, yaml.SequenceNode):
        return Value([_value(each, _line(each)) for each in node.value], where)
    return Value(plain(node), where)


class _Writer(yaml.SafeDumper):
    """YAML as people write it: dates without quotes."""


_Writer.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith(":timestamp")]
    for first, pairs in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def dump(case: Case, said: Iterable[str] = ()) -> str:
    """A case as a YAML document; `read(dump(case))` gives the same facts.

    Args:
        case: the case.
        said: sentences that stand above it, each a comment.
    """
    return loading.comments(said) + write(export(case))


def write(content: Mapping[str, Any] | list[Any]) -> str:
    """Plain values as a YAML document, a row a line where it fits."""
    value = content if isinstance(content, list) else dict(content)
    return _written(value, width=100, default_flow_style=None)


def flow(value: Any) -> str:
    """A row or a word as YAML on one line."""
    text = _written(value, width=float("inf"), default_flow_style=True)
    return text.removesuffix("\n").removesuffix("\n...")


def _written(value: Any, **how: Any) -> str:
    text: str = yaml.dump(value, Dumper=_Writer, sort_keys=False, allow_unicode=True, **how)
    return text


def export(case: Case) -> dict[str, Any]:
    """A case as plain values, section by section in the order of the schema."""
    found: dict[str, Any] = {"case": case.name}
    for section, record in schema().records.items():
        nodes = nodes_of(case, record)
        if nodes and record.keyed:
            found[section] = {case.key(node): _fields(case, node, record) for node in nodes}
        elif nodes:
            found[section] = [_fields(case, node, record) for node in nodes]
    return found


def _fields(case: Case, node: Any, record: RecordClass) -> dict[str, Any]:
    named = case.index.text(node, CW["id"])
    found: dict[str, Any] = {"id": named} if named else {}
    for each in record.fields:
        values = [_content(case, each, value) for value in case.index.objects(node, each.term)]
        if values:
            found[each.key] = sorted(values) if each.many else values[0]
    return found


def _content(case: Case, field: Field, value: Any) -> Any:
    if field.kind == "boolean":
        return value.value == "true"
    if field.kind == "integer":
        return int(value.value)
    if field.kind == "code":
        return field.token_of(value)
    if field.kind == "record" and is_row(value):
        named = case.index.text(value, CW["id"])
        return named or value.value.rsplit("/#/", 1)[-1]
    if field.kind in ("person", "home", "record"):
        return case.key(value)
    return value.value


def change(document: Mapping[str, Any], patch: Any) -> dict[str, Any]:
    """A plain document after a JSON Patch (RFC 6902).

    Raises:
        jsonpatch.JsonPatchException: the patch does not fit the document.
    """
    changed: dict[str, Any] = jsonpatch.apply_patch(dict(document), patch)
    return changed
