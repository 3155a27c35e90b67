"""Kinship by genealogy beside an oracle: real families, and a generated one for its time.

    python -m benchmarks.kinship_oracle [FOLDER] [--people 3000]

FOLDER, or else the folder that KINSTEAD_FAMILY_FILES names, holds GEDCOM files, and in `oracle/`
for each a STEM.tsv.gz of every (subject, relative, relation) and, where some pairs are in dispute,
a STEM.disputed.tsv. These pairs are set aside.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import time
from pathlib import Path

import yaml

from app.network import genealogy
from app.policy import policy
from benchmarks.families import make_family
from loaders import load
from loaders.document import read

HEADS = ("family", "people", "rows", "missing", "false", "disputed", "seconds")


def known_rows(folder: Path, stem: str) -> set[tuple[str, str, str]]:
    """What the oracle lists for a file, with the keys that a loaded case gives its people."""
    with gzip.open(folder / "oracle" / f"{stem}.tsv.gz", "rt", encoding="utf-8") as lines:
        return {
            (_key(row["subject_xref"]), _key(row["relative_xref"]), row["relation"])
            for row in csv.DictReader(lines, delimiter="\t")
        }


def disputed_pairs(folder: Path, stem: str) -> set[tuple[str, str]]:
    """The (subject, relative) pairs on which the makers of the oracle did not agree."""
    path = folder / "oracle" / f"{stem}.disputed.tsv"
    if not path.exists():
        return set()
    with path.open(encoding="utf-8") as lines:
        return {
            (_key(row["subject_xref"]), _key(row["relative_xref"]))
            for row in csv.DictReader(lines, delimiter="\t")
        }


def _key(xref: str) -> str:
    return xref.strip("@").lower()


def compare(folder: Path, path: Path) -> tuple[str, int, int, int, int, int, float]:
    """One line of the table: the rows found, those missing, those false, and the time."""
    case, law = load(path).case, policy()
    start = time.perf_counter()
    found = set(genealogy(case, law))
    taken = time.perf_counter() - start
    disputed = disputed_pairs(folder, path.stem)
    mine = {row for row in found if row[:2] not in disputed}
    theirs = {row for row in known_rows(folder, path.stem) if row[:2] not in disputed}
    missing, false = len(theirs - mine), len(mine - theirs)
    return path.stem, len(case.people), len(mine), missing, false, len(disputed), taken


def time_generated(people: int) -> tuple[str, int, int, str, str, str, float]:
    """One line for a generated family, which has no oracle."""
    case, law = read(yaml.safe_dump(make_family(people)), "generated.yaml"), policy()
    start = time.perf_counter()
    found = genealogy(case, law)
    return "generated", len(case.people), len(found), "", "", "", time.perf_counter() - start


def main() -> None:
    """Prints the table; fails where anything is missing or false."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    named = os.environ.get("KINSTEAD_FAMILY_FILES")
    parser.add_argument("folder", type=Path, nargs=None if named is None else "?", default=named)
    parser.add_argument("--people", type=int, default=3000)
    arguments = parser.parse_args()
    paths = [
        path
        for path in sorted(arguments.folder.glob("*.ged"))
        if (arguments.folder / "oracle" / f"{path.stem}.tsv.gz").exists()
    ]
    lines = [compare(arguments.folder, path) for path in paths]
    print("".join(f"{head:>18}" for head in HEADS))
    for line in [*lines, time_generated(arguments.people)]:
        print(
            "".join(f"{cell:>18.2f}" if isinstance(cell, float) else f"{cell:>18}" for cell in line)
        )
    if any(missing or false for *_, missing, false, _, _ in lines):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
