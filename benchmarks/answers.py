"""How quickly Kinstead answers, on one machine in one run: medians beside what is promised.

    python -m benchmarks.answers

Families of 30, 200 and 1,000 people: reading the case; the whole answer to `placement` after a
changed fact in a loaded case (a record of a check, the candidate's date of birth, or who is a
child's parent); one check with its reasons; a sweep over everyone after
a changed date of birth.
"""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import yaml

from app.batch import candidates_of, sweep
from app.calendar import date_literal
from app.case import Case
from app.decisions import assess
from app.explanation import Explainer
from app.policy import policy
from app.reasoning import Ask, derive
from app.terms import CW, TYPE
from app.validation import check
from benchmarks.families import child_of, make_family
from benchmarks.timing import median_ms
from loaders.document import read

AS_OF = date(2024, 6, 1)
PROMISED = {
    "case read": 250,
    "a record changed": 50,
    "a birth changed": 50,
    "a parent changed": 50,
    "one explanation": 150,
    "relatives sweep": 1000,
}


def measure(people: int) -> dict[str, float]:
    """The medians for a family of so many people."""
    document = make_family(people)
    text = yaml.safe_dump(document)
    case, child = read(text, "generated.yaml"), child_of(document)
    candidate = candidates_of(case, [child], AS_OF)[-1]
    ask = Ask("placement", {"child": (child,), "candidate": (candidate,)})
    law = policy()

    def answer_to(changed: Case) -> None:
        assess(changed, law, AS_OF, ask, explained=False)

    def record(turn: int) -> None:
        row = ox.NamedNode(f"{case.iri.value}#/checks/{turn}")
        held = {"checkKind": CW["leads"], "person": case.node(candidate), "on": _day(turn)}
        facts = [ox.Triple(row, CW[key], value) for key, value in held.items()]
        kinds = [ox.Triple(row, TYPE, CW[name]) for name in ("Record", "BackgroundCheck")]
        answer_to(case.with_facts([*facts, *kinds]))

    def born_on(turn: int) -> Case:
        node = case.node(candidate)
        known = [f for f in case.facts if f.subject == node and f.predicate == CW["born"]]
        return case.with_facts([ox.Triple(node, CW["born"], _day(turn))], known)

    rows = case.of_class(CW["Parentage"])[:20]
    ties = [[f for f in case.facts if f.subject == row] for row in rows]

    def parent(turn: int) -> None:
        answer_to(case.with_facts([], ties[turn]))

    derivation = derive(case, law, AS_OF, [ask])
    checks, _ = check(derivation, ask.node(case), law.question(ask.question).families)
    reads = [sorted(each.read, key=str) for each in checks if each.read]

    def explain(turn: int) -> None:
        explainer = Explainer(derivation)
        for triple in reads[turn % len(reads)]:
            explainer.explain(triple)

    taken = [median_ms(lambda _: read(text, "generated.yaml"), 3)]
    works = (record, lambda turn: answer_to(born_on(turn)), parent, explain)
    taken += [median_ms(work, 15) for work in works]
    taken.append(median_ms(lambda turn: sweep(born_on(turn), law, AS_OF, "relative", [child]), 3))
    return dict(zip(PROMISED, taken, strict=True))


def _day(turn: int) -> ox.Literal:
    return date_literal(date(1970, 1, 1 + turn))


def main() -> None:
    print(f"{'people':>8}" + "".join(f"{name + ' (ms)':>24}" for name in PROMISED))
    for people in (30, 200, 1000):
        row = measure(people)
        print(f"{people:>8}" + "".join(f"{row[name]:>24.1f}" for name in PROMISED))
    promised = "".join(f"{limit:>24}" for limit in PROMISED.values())
    print(f"{'promised':>8}{promised}   (at 200 people)")


if __name__ == "__main__":
    main()
