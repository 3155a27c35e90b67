"""The lint of kinship chains: everyone between two kin is named, and told apart.

A cousin composed of an aunt already derived cannot be told from the people on the way to her, so
someone could stand in a chain twice and become false kin.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Any

import networkx as nx
from rdflib import URIRef, Variable
from rdflib.plugins.sparql.parserutils import CompValue

from app.explanation import algebra, dissect
from app.model import Finding
from app.parts import Rule
from app.policy import Policy
from app.terms import CW, local_name, vocabulary
from app.traffic import pattern_keys, traffic

# What a view names the ties by that its chains are made of.
_PARENT = ("ownParentBy", "parentBy", "stepParentBy", "partnerParentBy")
_SIBLING = ("siblingBy",)


def chains(policy: Policy) -> Iterator[Finding]:
    """A chain across siblings stands in one rule, and nobody can stand in a chain twice."""
    across = {
        str(head[1]): rule
        for rule in policy.rules
        if _links(rule, _SIBLING)
        for head in dissect(rule).head
        if isinstance(head[1], URIRef) and head[2] in nx.Graph(_links(rule, _SIBLING + _PARENT))
    }
    for rule in policy.rules:
        links = nx.Graph(_links(rule, _SIBLING + _PARENT))
        kin = any(head[2] in links for head in dissect(rule).head)
        for key in sorted(traffic(rule).reads & across.keys()) if kin else ():
            what = f"goes on from {local_name(across[key].iri)}: name everyone of the chain instead"
            yield Finding("chains", local_name(rule.iri), what)
        apart = _told_apart(rule) if len(links) > 2 else frozenset()
        for people in nx.connected_components(links):
            for pair in combinations(sorted(people, key=str), 2):
                if not links.has_edge(*pair) and frozenset(pair) not in apart:
                    what = f"does not tell ?{pair[0]} from ?{pair[1]}"
                    yield Finding("chains", local_name(rule.iri), what)


@cache
def _links(rule: Rule, ties: tuple[str, ...]) -> tuple[tuple[Variable, Variable], ...]:
    """The pairs of people whom a rule joins by some of the ties of kinship views."""
    needs = dissect(rule).needs
    named = {CW[tie].value for tie in ties}
    by_view = {value for _, predicate, value in needs if str(predicate) in named}
    known = _values(ties)
    return tuple(
        (subject, value)
        for subject, predicate, value in needs
        if predicate in by_view or set(pattern_keys((subject, predicate, value))) & known
    )


@cache
def _values(ties: tuple[str, ...]) -> frozenset[str]:
    """Every property that some view names for some of its ties."""
    return frozenset(
        value.value
        for _, held in vocabulary().items()
        for tie in ties
        for value in held.get(CW[tie], ())
    )


@cache
def _told_apart(rule: Rule) -> frozenset[frozenset[Any]]:
    """The pairs of variables that a rule's pattern as a whole keeps different."""
    found = list(_comparisons(algebra(rule.head, rule.body).algebra.p))
    ordered = nx.DiGraph([(one, other) for one, sign, other in found if sign == "<"])
    return frozenset(
        {
            *(frozenset({one, other}) for one, sign, other in found if sign == "!="),
            *(frozenset(pair) for pair in nx.transitive_closure(ordered).edges),
        }
    )


def _comparisons(node: CompValue) -> Iterator[tuple[Any, str, Any]]:
    """What the filters of a pattern compare, those of alternatives and options aside."""
    if node.name == "Filter":
        yield from _demanded(node.expr)
    for part in {"Join": ("p1", "p2"), "LeftJoin": ("p1",), "Union": ()}.get(node.name, ("p",)):
        if isinstance(node.get(part), CompValue):
            yield from _comparisons(node[part])


def _demanded(expression: Any) -> Iterator[tuple[Any, str, Any]]:
    name = getattr(expression, "name", "")
    if name == "ConditionalAndExpression":
        for each in (expression.expr, *expression.other):
            yield from _demanded(each)
    elif name == "RelationalExpression":
        yield _named(expression.expr), expression.op, _named(expression.other)


def _named(expression: Any) -> Any:
    """The variable whose value, or whose name as text, is compared."""
    return expression.arg if getattr(expression, "name", "") == "Builtin_STR" else expression
