"""The scenarios, read once in each process for every test that goes over them, and answered."""

from functools import cache
from pathlib import Path

from app.policy import policy
from app.scenarios import find_scenarios, run

FOLDER = Path(__file__).parent / "scenarios"
FILES = sorted(FOLDER.rglob("*.yaml"))


@cache
def asks_of(file):
    """Every question of a scenario file."""
    return tuple(find_scenarios([file]))


@cache
def every_ask():
    """Every question of every scenario file."""
    return tuple(asked for file in FILES for asked in asks_of(file))


def outcomes_of(file):
    """Every question of a scenario file with its answer and how that differs from the expected."""
    return tuple(run(asked, policy()) for asked in asks_of(file))


def sample(asks, most):
    """At most so many of some questions, from all over them."""
    return asks[:: max(1, -(-len(asks) // most))]


def name_of(file):
    """What a test calls a scenario file."""
    return file.stem
