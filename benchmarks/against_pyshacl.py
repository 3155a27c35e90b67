"""Kinstead beside pySHACL doing the same rules and shapes by itself, in one run.

    python -m benchmarks.against_pyshacl [--sizes 30,200,1000] [--limit 600]

Families of 30, 200 and 1,000 people, one `placement` question each. pySHACL runs every rule and
every check of the policy on the whole graph: stock, and with its SPARQL parsed once. A run past the
limit (seconds) is stopped and shown as such.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import time
from datetime import date

import pyshacl
import yaml

from app.batch import candidates_of
from app.decisions import assess
from app.policy import policy
from app.reasoning import Ask, derive
from benchmarks.families import child_of, make_family
from benchmarks.second_opinion import cached_parsing, given_graph, shapes_in_force
from loaders.document import read

AS_OF = date(2024, 6, 1)
SETTINGS = ("kinstead", "pySHACL, parse cached", "pySHACL, stock")


def seconds_of(setting: str, people: int) -> float:
    """How long one whole answer takes; loading the policy and the case is not counted."""
    document = make_family(people)
    case, child = read(yaml.safe_dump(document), "generated.yaml"), child_of(document)
    candidate = candidates_of(case, [child], AS_OF)[-1]
    ask = Ask("placement", {"child": (child,), "candidate": (candidate,)})
    law = policy()
    if setting == "kinstead":
        assess(case, law, AS_OF, ask, explained=False)
        start = time.perf_counter()
        assess(case, law, AS_OF, ask, explained=False)
        return time.perf_counter() - start
    derivation = derive(case, law, AS_OF, [ask])
    data = given_graph(derivation)
    shapes = shapes_in_force(derivation.policy, frozenset({"placement"}), rules=True, checks=True)
    cache = cached_parsing() if "cached" in setting else contextlib.nullcontext()
    start = time.perf_counter()
    with cache:
        pyshacl.validate(data, shacl_graph=shapes, advanced=True)
    return time.perf_counter() - start


def _send(pipe, setting: str, people: int) -> None:
    pipe.send(seconds_of(setting, people))


def measure(setting: str, people: int, limit: float) -> float | None:
    """The seconds of one answer in a process of its own, or None where it was stopped."""
    near, far = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_send, args=(far, setting, people))
    process.start()
    try:
        return near.recv() if near.poll(limit) else None
    finally:
        process.kill()
        process.join()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="30,200,1000")
    parser.add_argument("--limit", type=float, default=600)
    chosen = parser.parse_args()
    print(f"{'people':>8}" + "".join(f"{name:>32}" for name in SETTINGS))
    for people in map(int, chosen.sizes.split(",")):
        row, ours = f"{people:>8}", None
        for setting in SETTINGS:
            taken = measure(setting, people, chosen.limit)
            ours = ours or taken
            if taken is None:
                cell = f"stopped after {chosen.limit:.0f} s"
            else:
                cell = f"{taken:.3f} s ({taken / ours:.0f} x)"
            row += f"{cell:>32}"
        print(row, flush=True)


if __name__ == "__main__":
    main()
