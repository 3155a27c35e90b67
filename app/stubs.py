"""The text of stubs: Turtle and YAML made of templates, in the layout that the project keeps."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.terms import CW, Field, RecordClass, schema, vocabulary

_TEMPLATES = Path(__file__).resolve().parent / "templates" / "clause"
_PREFIX = re.compile(r"^@prefix \w+: <[^>]+> \.\n", re.MULTILINE)
_PREFIXES = {
    "cw": "https://kinstead.example/ns#",
    "cwl": "https://kinstead.example/law/",
    "cws": "https://kinstead.example/shapes#",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
_LIMIT = re.compile(
    r"\b(?:(?P<count>\d+)|every|an?|one)\s+(?P<business>business |working )?"
    r"(?P<unit>day|week|month|year)s?\b",
    re.IGNORECASE,
)
EXAMPLE_DAY = date(2024, 5, 6)
EXAMPLE_PEOPLE = {
    "child": {"key": "ada", "name": "Ada Vale", "born": "2016-07-07"},
    "candidate": {"key": "ida", "name": "Ida Vale", "born": "1960-01-01"},
    "sibling": {"key": "ned", "name": "Ned Vale", "born": "2014-03-03"},
}
_REGISTERED = 900  # sections from here on stand last in a case file
_ONE_LINE, _FOLDED = 70, 72  # letters of a text in one line, and in each line of a longer one


def render(template: str, values: Mapping[str, Any]) -> str:
    """The text of a template of `templates/clause/`; a value that it lacks is an error."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=False,  # noqa: S701 - it writes Turtle and YAML, not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"text": turtle_text, "quoted": yaml_text}
    return made


def turtle_text(words: str) -> str:
    """A text as an English literal, folded into lines where it is long."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    if len(escaped) <= _ONE_LINE:
        return f'"{escaped}"@en'
    lines = textwrap.wrap(escaped, _FOLDED, break_long_words=False, break_on_hyphens=False)
    folded = "\n        ".join(lines)
    return f'"""{folded}"""@en'


def yaml_text(words: str) -> str:
    """A text as YAML: in single quotes where a sign in it would mean something."""
    if re.fullmatch(r"[\w.()/]+( [\w.()/]+)*", words):
        return words
    return "'" + words.replace("'", "''") + "'"


def turtle_name(local: str) -> str:
    """The local part of an IRI as it stands behind a prefix in Turtle."""
    return re.sub(r"([()/,;!*'+&=~$@?])", r"\\\1", local)


def with_prefixes(text: str) -> str:
    """A Turtle text with a declaration for each prefix that it uses, in alphabetical order."""
    kept = {re.split(r"\W+", line)[2]: line for line in _PREFIX.findall(text)}
    body = _PREFIX.sub("", text)
    if not kept:
        body = "\n" + body.lstrip("\n")
    bare = re.sub(r'"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"', '""', body)
    for name, base in _PREFIXES.items():
        if re.search(rf"(?<!\w){name}:", bare):
            kept.setdefault(name, f"@prefix {name}: <{base}> .\n")
    return "".join(kept[name] for name in sorted(kept)) + body


def read_limit(words: str) -> tuple[str, str] | None:
    """The length of a time limit told in words, and what it counts; None where none is told.

    Args:
        words: as the register has them: “90 days from initial placement”, “Every year”.
    """
    found = _LIMIT.search(words)
    if found is None:
        return None
    count, unit = int(found["count"] or 1), found["unit"][0].upper()
    length = f"P{7 * count}D" if unit == "W" else f"P{count}{unit}"
    return length, "businessDays" if found["business"] else "calendarDays"


def example_row(record: RecordClass | None, day: date) -> str:
    """A row of a case file in one line, with what its section requires; TODO for a reference.

    Args:
        record: the section; None for one that is new and has a child and a day.
        day: what its dates are.
    """
    if record is None:
        return f"{{child: ada, on: {day}}}"
    whose, dated = person_of(record), day_of(record)
    needed = [f for f in record.fields if f.key in record.required | {whose, dated}]
    return "{" + ", ".join(f"{each.key}: {_example(each, day, whose)}" for each in needed) + "}"


def _example(field: Field, day: date, whose: str | None) -> str:
    if field.key == whose:
        return "[ada]" if field.many else "ada"
    if field.kind == "code":
        token = next(iter(field.codes))
        return f"[{token}]" if field.many else token
    examples = {
        "date": str(day),
        "partialDate": str(day),
        "dateTime": f'"{day}T09:00:00"',
        "boolean": "true",
        "integer": "1",
        "text": "Kim Reyes",
    }
    return examples.get(field.kind, "TODO")


def example_asks(values: Mapping[str, Any], due: date) -> Iterator[dict[str, Any]]:
    """What a scenario asks: both sides of a clause, and a limit on either side of its day.

    Args:
        values: what the templates are filled with.
        due: the last day of the limit, where the clause sets one.
    """
    section, dated, row = values["section"], values["record_day"], values["done_row"]
    number = int(section == values["event_section"])
    gone = f"{{op: remove, path: /{section}/{number}}}"
    if values["form"] == "ban":
        done = f"{{op: add, path: /{section}, value: [{row}]}}"
        yield _ask("it was not done", "met")
        yield _ask("it was done", "violated", changes=done)
    elif values["form"] == "demand":
        yield _ask("it is on record", "met")
        yield _ask("it is not on record", "missing", changes=gone)
    else:
        day = timedelta(days=1)
        late = f"{{op: replace, path: /{section}/{number}/{dated}, value: {due + day}}}"
        yield _ask("done on the last day", "met", as_of=due, due=due)
        if due > EXAMPLE_DAY:
            yield _ask("not done, the day before", "due", as_of=due - day, due=due)
        yield _ask("not done, a day too late", "overdue", as_of=due + day, due=due, changes=gone)
        yield _ask("done a day late", "late", as_of=due + day, due=due, changes=late)


def _ask(part: str, status: str, **more: Any) -> dict[str, Any]:
    return {"part": part, "status": status, "as_of": None, "due": None, "changes": ""} | more


def person_of(record: RecordClass) -> str | None:
    """The field of a section that says whose row it is, or None."""
    keys = [field.key for field in record.fields if field.kind == "person"]
    return next((key for key in ("child", "children", "person") if key in keys), None)


def day_of(record: RecordClass) -> str | None:
    """The field of a section that dates its rows, or None."""
    dates = [field.key for field in record.fields if field.kind == "date"]
    return next((key for key in ("on", "from", *dates) if key in dates), None)


def plural(name: str) -> str:
    """The section of rows that are called so: treatmentPlan gives treatmentPlans."""
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("s", "x", "ch", "sh")) else f"{name}s"


def next_section() -> int:
    """A place after every section but the readings, which stand last."""
    words = vocabulary()
    orders = [int(words.text(r.term, CW["sectionOrder"]) or 0) for r in schema().records.values()]
    return max(each for each in orders if each < _REGISTERED) + 1
