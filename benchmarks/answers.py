"""How quickly Kinstead answers, on one machine in one run: medians beside what is promised.

    python -m benchmarks.answers

Families of 30, 200 and 1,000 people: an answer after a changed fact in a loaded case, one
explanation, and a sweep over everyone.
"""

from __future__ import annotations

import statistics
import time
from datetime import date

import pyoxigraph as ox
import yaml

from app.batch import candidates_of, sweep
from app.decisions import answer, assess
from app.explanation import Explainer
from app.policy import policy
from app.reasoning import Ask, derive
from app.terms import CW
from benchmarks.families import child_of, make_family
from loaders.document import read

AS_OF = date(2024, 6, 1)
PROMISED = {"after a change": 50, "one explanation": 150, "relatives sweep": 1000}


def median_ms(work, times: int) -> float:
    """The median of some runs in milliseconds, after one that is not counted."""
    work(0)
    taken = []
    for turn in range(times):
        start = time.perf_counter()
        work(turn + 1)
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


def measure(people: int) -> dict[str, float]:
    """The three medians for a family of so many people."""
    document = make_family(people)
    case, child = read(yaml.safe_dump(document), "generated.yaml"), child_of(document)
    candidate = candidates_of(case, [child], AS_OF)[-1]
    ask = Ask("placement", {"child": (child,), "candidate": (candidate,)})
    law = policy()

    def change(turn: int) -> None:
        fact = ox.Triple(case.node(candidate), CW["note"], ox.Literal(str(turn)))
        assess(case.with_facts([fact]), law, AS_OF, ask, explained=False)

    derivation = derive(case, law, AS_OF, [ask])
    found = answer(derivation, ask, None)
    focus = ask.node(case)
    triples = [t for t in derivation.derived() if t.subject == focus][:20]

    def explain(turn: int) -> None:
        Explainer(derivation).explain(triples[turn % len(triples)])

    return {
        "after a change": median_ms(change, 15),
        "one explanation": median_ms(explain, 15) if triples and found.checks else float("nan"),
        "relatives sweep": median_ms(lambda _: sweep(case, law, AS_OF, "relative", [child]), 3),
    }


def main() -> None:
    print(f"{'people':>8}" + "".join(f"{name + ' (ms)':>24}" for name in PROMISED))
    for people in (30, 200, 1000):
        row = measure(people)
        print(f"{people:>8}" + "".join(f"{row[name]:>24.1f}" for name in PROMISED))
    promised = "".join(f"{limit:>24}" for limit in PROMISED.values())
    print(f"{'promised':>8}{promised}   (at 200 people)")


if __name__ == "__main__":
    main()
