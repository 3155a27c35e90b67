"""A Turtle file reads like a page: layout, prefixes, and one predicate a line."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "ontology").rglob("*.ttl"), *(ROOT / "shapes").rglob("*.ttl")])
PREFIX = re.compile(r"^@prefix (?P<name>\w+): <[^>]+> \.$", re.MULTILINE)


def without_strings(text):
    """The text with every literal and IRI emptied, lines kept."""

    def blank(match):
        return re.sub(r"[^\n]", "", match[0]) or '""'

    return re.sub(r'"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"|<[^>\n]*>', blank, text)


def problems(text):
    """What breaks the layout of a Turtle text."""
    found = []
    names = [match["name"] for match in PREFIX.finditer(text)]
    if names != sorted(names):
        found.append("prefixes are not alphabetical")
    bare = without_strings(text)
    body = "\n".join(line for line in bare.splitlines() if not line.startswith("@prefix"))
    used = {
        *re.findall(r"(?<![\w%\\])([a-z]\w*):(?=[\w\\%])", body),
        *(["xsd"] if "^^xsd:" in bare else []),
    }
    found += [f"prefix {name}: is not used" for name in names if name not in used]
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > 100:
            found.append(f"line {number} is longer than 100 columns")
        if "\t" in line or line != line.rstrip():
            found.append(f"line {number} has a tab or trailing space")
    for number, line in enumerate(bare.splitlines(), 1):
        if line.startswith(("@prefix", "#")):
            continue
        if re.search(r";\s*\S", line):
            found.append(f"line {number} holds more than one predicate")
        if re.search(r"\S\s*\.$", line) and line.strip() != ".":
            found.append(f"line {number} closes its block without a lone dot")
        if (
            line.strip()
            and not line.startswith((" ", "@", "#", "."))
            and re.match(r"\S+\s+\S", line)
        ):
            found.append(f"line {number} starts a block with more than its subject")
        indent = len(line) - len(line.lstrip(" "))
        if line.strip() not in ("", ";") and indent % 4:
            found.append(f"line {number} is indented by {indent}")
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_file_reads_like_a_page(file):
    assert problems(file.read_text(encoding="utf-8")) == []


GOOD = """@prefix cw: <https://kinstead.example/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .

cw:Thing
    a owl:Class ;
    cw:note "a ; b . c" ;
.
"""


def test_a_good_page_has_no_problem():
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("    a owl:Class ;\n", "    a owl:Class ; cw:x cw:y ;\n", "more than one predicate"),
        (" ;\n.\n", " .\n", "lone dot"),
        ("    a owl", "   a owl", "indented"),
        ("@prefix owl", "@prefix aaa: <http://a.example/> .\n@prefix owl", "not"),
        ("cw:Thing\n    a", "cw:Thing a", "more than its subject"),
        ("    a owl:Class ;", "    a owl:Class ; ", "trailing space"),
    ],
)
def test_a_planted_slip_is_found(old, new, what):
    assert any(what in problem for problem in problems(GOOD.replace(old, new)))
