"""How long something takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def median_ms(
    work: Callable[[int], object], times: int, clock: Callable[[], float] = time.perf_counter
) -> float:
    """The median of some runs in milliseconds, after one for warmth that is not counted.

    Args:
        work: what is done, given the number of its turn; 0 is the one for warmth.
        times: how many runs are counted.
        clock: what counts the seconds; `time.process_time` counts only those of this process.
    """
    work(0)
    taken = []
    for turn in range(times):
        start = clock()
        work(turn + 1)
        taken.append(1000 * (clock() - start))
    return statistics.median(taken)
