"""What encodes a clause, in plain language: checks, rules, time limits and coded values.

All words are those of the Turtle itself: this module puts them in order and says aloud what the
SHACL terms between them mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox

from app.model import Clause
from app.parts import Limit, Rule, Shape
from app.policy import Policy
from app.terms import CW, SH, SKOS, TYPE, label, local_name, schema, vocabulary
from app.traffic import traffic
from app.wording import status_words

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_CAPITAL = re.compile(r"(?<=[a-z])[A-Z]")
_BOUNDS = {
    "minInclusive": "at least",
    "minExclusive": "more than",
    "maxInclusive": "at most",
    "maxExclusive": "less than",
}
# What keeps the books of every question: whatever makes it says nothing of a clause.
BOOKKEEPING = frozenset(CW[name].value for name in ("OnRecord", "asOfDate", "concerns"))
_UNTOLD = BOOKKEEPING | {CW[name].value for name in ("Question", "limitOf", "timeLimit")}
_MOST_TERMS = 14


@dataclass(frozen=True)
class Encoding:
    """One thing that encodes a clause.

    Attributes:
        kind: what it is, in a word or two: check, rule, time limit, or the list of a coded value.
        message: what an answer says by it.
        notes: how its author read the clause where that is open.
    """

    iri: str
    kind: str
    name: str
    message: str
    notes: tuple[str, ...]


@cache
def encodings(policy: Policy, clause: Clause) -> tuple[Encoding, ...]:
    """What encodes a clause: its time limits first, then its checks, rules and coded values."""
    iris = [each.value for each in policy.encoders(clause)]
    known = {*policy.limits, *policy.shapes, *policy.rule_index}
    return (
        *(_encoding("time limit", policy.limits[iri]) for iri in iris if iri in policy.limits),
        *(_encoding("check", policy.shapes[iri]) for iri in iris if iri in policy.shapes),
        *(_encoding("rule", rule) for rule in policy.rules if rule.iri in iris),
        *(_word(ox.NamedNode(iri)) for iri in iris if iri not in known),
    )


def _encoding(kind: str, part: Limit | Shape | Rule) -> Encoding:
    message = _PLACEHOLDER.sub(lambda match: f"[{match[1]}]", part.message)
    return Encoding(part.iri, kind, part.name, message, part.notes)


def _word(node: ox.NamedNode) -> Encoding:
    """A coded value, or another word of the ontology that is taken from a clause."""
    words = vocabulary()
    lists = [each for each in words.objects(node, TYPE) if each.value.startswith(CW.base)]
    kind = f"coded value: {label(lists[0])}" if lists else "word of the ontology"
    if CW["Ambiguity"] in lists:
        kind = "open reading"
    return Encoding(node.value, kind, label(node), "", words.texts(node, SKOS["editorialNote"]))


def describe(policy: Policy, encoding: Encoding) -> tuple[tuple[str, str], ...]:
    """What an encoding does, a line each with what that line is about."""
    iri = encoding.iri
    if iri in policy.shapes:
        lines = _check(policy, policy.shapes[iri])
    elif iri in policy.rule_index:
        lines = _rule(policy, policy.rule_index[iri], encoding.message)
    elif iri in policy.limits:
        lines = _limit(policy, policy.limits[iri])
    else:
        lines = _word_lines(policy, ox.NamedNode(iri))
    return tuple((about, text) for about, text in lines if text)


def family_label(family: str) -> str:
    """The name of a family of clauses."""
    return _clause_families().get(family, family)


@cache
def _clause_families() -> dict[str, str]:
    words = vocabulary()
    return {
        local_name(each): words.text(each, SKOS["prefLabel"])
        for each in words.subjects(TYPE, CW["ClauseFamily"])
    }


# Checks


def _check(policy: Policy, shape: Shape) -> list[tuple[str, str]]:
    node = ox.NamedNode(shape.iri)
    target = ox.NamedNode(shape.target)
    wrong = f"{status_words(shape.severity)}: {shape.message}"
    lines = [
        ("What it asks", shape.description),
        ("Tested on", f"each {_about(target)}"),
        ("What is tested", _tested(policy, node)),
    ]
    if policy.facts.value(node, SH["minCount"]) is None:
        lines.append(("If it fails", wrong))
        lines.append(("If nothing is recorded", "nothing speaks against it, so it is met"))
    elif shape.when_absent is shape.severity:
        lines.append(("If it fails, or nothing is recorded", wrong))
    else:
        lines.append(("If it fails", wrong))
        lines.append(("If nothing is recorded", status_words(shape.when_absent)))
    if shape.when_absent_once_done is not shape.when_absent:
        once = status_words(shape.when_absent_once_done)
        lines.append(("If nothing is recorded once the child lives there", once))
    return [
        *lines,
        ("What to do then", shape.remedy),
        ("When it is looked at", label(CW[shape.phase])),
        ("Decides the questions", _questions(policy, shape.family)),
    ]


def called(node: Any) -> str:
    """The word for a term; where the ontology gives none, its name in plain letters."""
    word = label(node)
    return _CAPITAL.sub(lambda at: f" {at[0].lower()}", word) if word == local_name(node) else word


def _about(term: ox.NamedNode) -> str:
    """A class in words, with its definition."""
    if label(term).endswith("?"):
        return f"question: {label(term)}"
    definition = vocabulary().text(term, SKOS["definition"])
    return f"{label(term)} ({definition.rstrip('.')})" if definition else label(term)


def _questions(policy: Policy, family: str) -> str:
    kinds = [kind for kind in policy.questions.values() if kind.listed and family in kind.families]
    return " ".join(kind.label for kind in kinds) or "none that is listed"


def _tested(policy: Policy, node: Any) -> str:
    """The path of a check and what it demands of the values there."""
    path = path_words(policy, policy.facts.value(node, SH["path"]))
    return f"{path}: {'; '.join(_demands(policy, node))}"


def path_words(policy: Policy, path: Any) -> str:
    """A SHACL path in words: one step after another, the labels of the ontology."""
    if isinstance(path, ox.NamedNode):
        return called(path)
    inverse = policy.facts.value(path, SH["inversePath"])
    if inverse is not None:
        return f"what has it as {path_words(policy, inverse)}"
    choice = policy.facts.value(path, SH["alternativePath"])
    if choice is not None:
        return " or ".join(path_words(policy, each) for each in policy.facts.members(choice))
    return " → ".join(path_words(policy, each) for each in policy.facts.members(path))


def _demands(policy: Policy, node: Any) -> Iterator[str]:
    facts = policy.facts
    for predicate, values in facts.predicates(node).items():
        name = local_name(predicate) if predicate.value.startswith(SH.base) else ""
        text = value_text(values[0])
        if name == "minCount":
            yield "must be recorded" if text == "1" else f"at least {text} must be recorded"
        elif name == "maxCount":
            yield "there may be none" if text == "0" else f"there may be at most {text}"
        elif name == "in":
            allowed = [value_text(each) for each in facts.members(values[0])]
            yield f"must be {' or '.join(allowed)}"
        elif name == "hasValue":
            yield f"must include {text}"
        elif name in _BOUNDS:
            yield f"must be {_BOUNDS[name]} {text}"
        elif name == "qualifiedValueShape":
            least = value_text(facts.value(node, SH["qualifiedMinCount"]))
            inner = "; ".join(_inner(policy, values[0]))
            yield f"at least {least} of them must fit: {inner}"
        elif name == "class":
            yield f"must be a {label(values[0])}"


def _inner(policy: Policy, node: Any) -> Iterator[str]:
    """What a shape inside another demands."""
    if policy.facts.value(node, SH["path"]) is not None:
        yield _tested(policy, node)
    else:
        yield from _demands(policy, node)
    for each in policy.facts.objects(node, SH["property"]):
        yield _tested(policy, each)


def value_text(value: Any) -> str:
    """A value in words: yes and no, the label of a term, a text as it is."""
    if isinstance(value, ox.Literal):
        return {"true": "yes", "false": "no"}.get(value.value, value.value)
    return called(value) if isinstance(value, ox.NamedNode) else "something further"


# Rules


def _rule(policy: Policy, rule: Rule, told: str) -> list[tuple[str, str]]:
    node = ox.NamedNode(rule.iri)
    moves = traffic(rule)
    return [
        ("What it says", policy.facts.text(node, SH["description"])),
        ("An answer tells it as", told),
        ("It looks at", _terms(moves.reads)),
        ("Unless it finds", _terms(moves.denies)),
        ("Then it follows", _terms(moves.makes)),
        ("It reads records that have ended too", policy.facts.text(node, CW["readsEveryRow"])),
    ]


def _terms(keys: Iterable[str]) -> str:
    """Predicates and classes of a rule in words: the classes first."""
    ordered = sorted(keys, key=lambda key: (not key.startswith("a "), key))
    names = [ox.NamedNode(key.removeprefix("a ")) for key in ordered]
    words = [called(name) for name in names if name.value not in _UNTOLD]
    shown = list(dict.fromkeys(each.rstrip("?") for each in words))
    more = len(shown) - _MOST_TERMS
    return ", ".join(shown[:_MOST_TERMS]) + (f" and {more} more" if more > 0 else "")


# Time limits


def _limit(policy: Policy, limit: Limit) -> list[tuple[str, str]]:
    node = ox.NamedNode(limit.iri)
    starts = policy.facts.value(node, CW["startsOn"])
    counts = policy.facts.value(node, CW["counts"])
    other = policy.facts.value(node, CW["otherReading"])
    event = label(limit.event)
    lines = [("What is to be done", limit.description), ("Who", "; ".join(limit.bearers))]
    if starts is None:
        lines.append(("It starts", f"from each {event}; a rule sets each date"))
    elif starts == CW["asOfDate"]:
        lines.append(("It starts", f"with each {event}; it is due on the day asked about"))
    else:
        lines.append(
            ("It starts", f"with each {event}, from the date recorded as “{label(starts)}”")
        )
    if limit.timing is not None and starts != CW["asOfDate"]:
        span = limit.timing.span
        counted = f", counted in {called(counts or CW['calendarDays'])}"
        lines.append(("It runs", span.in_words() + ("" if span.at_once else counted)))
    if other is not None and limit.timing is not None and limit.timing.other is not None:
        second = limit.timing.other
        words = f"{second.in_words()}, counted in {called(CW[second.counts])}"
        lines.append(("Read the other way", f"{words}; the earlier date is asked for"))
    return [
        *lines,
        ("It applies where", _rule_names(policy, limit, CW["Duty"].value)),
        ("It is met by", _rule_names(policy, limit, CW["metOn"].value)),
        ("If it is not met in time", limit.message),
        ("What to do then", limit.remedy),
        ("When it is looked at", label(CW[limit.phase])),
        ("Decides the questions", _questions(policy, limit.family)),
    ]


def _rule_names(policy: Policy, limit: Limit, makes: str) -> str:
    """The names of the rules that name a limit and make something of it."""
    found = [r for r in policy.rules if makes in r.makes_terms and r.names(limit.iri)]
    return "; ".join(dict.fromkeys(rule.name for rule in found))


# Coded values and other words


def _word_lines(policy: Policy, node: ox.NamedNode) -> list[tuple[str, str]]:
    words = vocabulary()
    recorded = [
        f"{field.label} of a {record.label}"
        for record in schema().records.values()
        for field in record.fields
        if node in field.codes.values()
    ]
    terms = {node.value, *(each.value for each in words.objects(node, CW["foundIn"]))}
    finders = [rule.name for rule in policy.rules if terms & rule.makes_terms]
    readers = [rule.name for rule in policy.rules if node.value in rule.reads_terms]
    lines = [
        ("What it means", words.text(node, SKOS["definition"])),
        ("It is recorded as", "; ".join(recorded)),
        ("It is found by the rules", "; ".join(dict.fromkeys(finders))),
        ("It is read by the rules", "; ".join(dict.fromkeys(readers))),
    ]
    for predicate, values in words.predicates(node).items():
        if predicate.value.startswith(CW.base) and predicate != CW["foundIn"]:
            told = ", ".join(dict.fromkeys(value_text(each) for each in values))
            lines.append((_capital(called(predicate)), told))
    return lines


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def why_not_encoded(clause: Clause) -> str:
    """Why nothing encodes a clause: how far it can be checked, and that its turn has not come."""
    how_far = vocabulary().text(CW[clause.checkable], SKOS["definition"])
    if clause.checkable == "guidance":
        return how_far
    return f"Its turn has not come; until then no answer rests on it. {how_far}"
