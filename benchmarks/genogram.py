"""How long the family picture takes, and how many of its lines cross.

    python -m benchmarks.genogram [PEOPLE ...]

For generated families of so many people (30, 60, 120 and 230 unless said), and for the examples:
the median milliseconds of processor time to draw the whole picture, how many times as long that is
as to read the same family from the case alone (a plain pass over its rows), how many lines cross,
and the size.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import yaml

from app.case import Case
from app.genogram import draw, lay_out, read_family
from app.genogram.geometry import Geometry
from app.genogram.lines import bonds_of, run_lines
from benchmarks.families import make_family
from benchmarks.timing import median_ms
from loaders import document

AS_OF = date(2024, 6, 3)
RUNS = 7
EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def crossings(geometry: Geometry) -> int:
    """How many places there are where lines of kinship cross."""
    level, upright = set(), set()
    for line in (*geometry.unions, *geometry.branches):
        ship = line.keys - {line.child}, line.stroke
        for (x, y), (u, v) in pairwise(line.points):
            if y == v:
                level.add((y, min(x, u), max(x, u), ship))
            else:
                upright.add((x, min(y, v), max(y, v), ship))
    return len(
        {
            (round(x), round(y))
            for y, left, right, one in level
            for x, top, bottom, other in upright
            if one != other and left + 0.5 < x < right - 0.5 and top + 0.5 < y < bottom - 0.5
        }
    )


def measure(name: str, case: Case) -> None:
    """Print a line about one family."""
    family = read_family(case, AS_OF)
    geometry = run_lines(family, lay_out(family), bonds_of(family, ()))
    plain, whole = (
        median_ms(lambda _: read_family(case, AS_OF), RUNS, time.process_time),
        median_ms(lambda _: draw(case, AS_OF), RUNS, time.process_time),
    )
    print(
        f"{name:<12} {len(family.people):>6} {whole:>8.1f} {plain:>8.1f} {whole / plain:>8.1f} "
        f"{crossings(geometry):>9} {geometry.width:>7.0f} x {geometry.height:.0f}"
    )


def main(sizes: list[int]) -> None:
    """Print a table, one family a line."""
    print(f"{'family':<12} {'people':>6} {'ms':>8} {'plain ms':>8} {'ratio':>8} {'crossings':>9}")
    for size in sizes:
        text = yaml.safe_dump(make_family(size), allow_unicode=True)
        measure("generated", document.read(text, "family.yaml"))
    for path in sorted(EXAMPLES.glob("*.yaml")):
        measure(path.stem, document.load(path))


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [30, 60, 120, 230])
