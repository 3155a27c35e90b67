"""How a document's pages and lines are broken makes no difference to what it matches."""

import re
import textwrap
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from policy_texts import DATES, PASSAGES, PROCEDURE, PROCEDURE_PASSAGES, RULE, register

from app.errors import CaseFileError
from loaders.policy_text import match, read_content

QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
RULE_HEADS = (
    ["BOATS AND OARS OF THE CLUB", "June 3, 2004 \u2013 P.T. 2004.01"],
    ["BOATS AND OARS OF THE CLUB June 3, 2004 \u2013 P.T. 2004.01"],
    ["12"],
    ["Page 3 of 40", "\f"],
)
PROCEDURE_HEADS = (
    [
        "**ADMINISTRATIVE PROCEDURES #33**  ",
        "**HOW THE KEEPER KEEPS THE BOATHOUSE**  ",
        "**July 7, 2010 \u2013 PT 2010.02**",
    ],
    ["- 7 -"],
)
SENTENCE_END = re.compile(r"[.;:!?][)\]\"*]*$|\]$|; (and|or)$")


def texts(content, ids, dates):
    found = match(read_content(content.encode(), "sample.txt"), register(ids, dates))
    assert not found.unmatched
    return {name: passage.text for name, passage in found.matched.items()}


def print_pages(choice, content, heads):
    """The same content with its lines broken anew, and with the heads of pages between them."""
    width = choice.randint(30, 120)
    lines = []
    for line in content.splitlines():
        whole = not line or line.startswith("|")
        lines.append([line] if whole else textwrap.wrap(line, width, break_on_hyphens=False))
    first = next(i for i, part in enumerate(lines) if re.match(r"(\*\*)?Section \d", part[0]))
    printed = []
    for index, parts in enumerate(lines):
        for at, part in enumerate(parts):
            printed.append(part)
            if index > first and choice.random() < 0.1:
                within = at + 1 < len(parts)
                tight = within and (SENTENCE_END.search(part) or part.startswith("**"))
                gap = [] if tight or choice.random() < 0.5 else [""]
                printed += [*gap, *choice.choice(heads), *gap]
    return "\n".join(printed)


@QUICK
@given(st.integers(0, 2**32).map(Random))
def test_a_rule_matches_alike_however_it_is_printed(choice):
    assert texts(print_pages(choice, RULE, RULE_HEADS), PASSAGES, DATES) == PASSAGES


@QUICK
@given(st.integers(0, 2**32).map(Random))
def test_a_procedure_matches_alike_however_it_is_printed(choice):
    printed = print_pages(choice, PROCEDURE, PROCEDURE_HEADS)
    assert texts(printed, PROCEDURE_PASSAGES, {}) == PROCEDURE_PASSAGES


@QUICK
@given(st.data())
def test_a_document_that_lost_lines_matches_less_and_nothing_wrongly(data):
    lines = RULE.splitlines()
    first = lines.index("Section 301.30 Lending") + 1
    last = lines.index("THE OAR AND PADDLE CLUB")
    entries = [i for i in range(first, last) if re.match(r"\s?- ", lines[i])]
    lost = data.draw(st.sampled_from(entries))
    kept = "\n".join(line for i, line in enumerate(lines) if i != lost)
    found = match(read_content(kept.encode(), "sample.txt"), register(PASSAGES, DATES))
    assert found.unmatched
    for name, passage in found.matched.items():
        assert passage.text in PASSAGES[name], name


@QUICK
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_a_document_or_are_refused(content):
    try:
        read_content(b"Section 301.10 Purpose\n\n" + content, "sample.txt")
    except CaseFileError as error:
        assert error.problems  # noqa: PT017
