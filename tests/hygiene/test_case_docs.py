"""The page on case files keeps up with the records that a case may hold, and its example loads."""

import re
from pathlib import Path

import pytest

from app.terms import schema
from loaders import document

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "case-files.md").read_text("utf-8")
RECORDS = schema().records
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("section", RECORDS)
def test_the_section_is_documented_with_its_fields(section):
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| `{section}` |")]
    assert rows, f"docs/case-files.md, “Every section”: no row for {section}"
    missing = [field.key for field in RECORDS[section].fields if f"`{field.key}`" not in rows[0]]
    assert missing == []


def test_every_field_has_a_meaning():
    fields = {field.key for record in RECORDS.values() for field in record.fields}
    explained = set(re.findall(r"^\| `(\w+)` \| [^`|]*(?:`\w+`[^`|]*)?\| ", PAGE, re.MULTILINE))
    assert fields - explained == set()


def test_every_code_is_listed():
    codes = {code for r in RECORDS.values() for field in r.fields for code in field.codes}
    assert [code for code in sorted(codes) if f"`{code}`" not in PAGE] == []


def test_the_examples_load():
    whole = "\n".join(BLOCKS)
    assert {"ben", "esi"} <= set(document.read(whole, "case-files.md").people)
