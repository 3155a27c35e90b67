"""Where the symbols, labels and lines of a family picture are."""

from __future__ import annotations

from dataclasses import dataclass

from app.genogram.labels import Label

RADIUS = 19.0  # half the size of a symbol
MARGIN = 28.0  # around the picture

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A polyline that ties people.

    Attributes:
        points: its corners, in the picture.
        stroke: the code of the union, or how the parentage or bond is drawn; "" for parents of
            one child without a recorded union.
        keys: whom it ties.
        child: who among them is the child, or "" for the line of a union.
        ended: how the union ended or that the parentage did, or "".
    """

    points: tuple[Point, ...]
    stroke: str
    keys: frozenset[str]
    child: str = ""
    ended: str = ""


@dataclass(frozen=True)
class Bond:
    """What ties two people beside kinship, drawn from one to the other."""

    one: str
    other: str
    stroke: str


@dataclass(frozen=True)
class Geometry:
    """Symbols, labels and lines with their places; the picture is `width` by `height`.

    `rows` holds everyone from left to right, each generation first and then those without ties.
    """

    places: dict[str, Point]
    labels: dict[str, Label]
    rows: tuple[tuple[str, ...], ...]
    unions: tuple[Line, ...]
    branches: tuple[Line, ...]
    bonds: tuple[Line, ...]
    width: float
    height: float
