"""The way between two people of a family picture, along its lines."""

from __future__ import annotations

from app.genogram.geometry import Geometry
from app.genogram.symbols import rounded, trace


def way(geometry: Geometry, one: str, other: str, *, bonds: bool) -> list[str]:
    """The lines by which two people are tied, from symbol to symbol, as path data.

    Args:
        geometry: where the lines are.
        one: the key of one of the two.
        other: the key of the other.
        bonds: whether placements and personal ties count, and being brother or sister.
    """
    kin = (*geometry.unions, *geometry.branches)
    lines = (*kin, *geometry.bonds) if bonds else kin
    direct = [x for x in lines if {one, other} <= x.keys and x.child in ("", one, other)]
    if direct:
        line = direct[0]
        if not line.child:
            return [trace(line.points)]
        (upper,) = {one, other} - {line.child}
        place = geometry.places[upper]
        beside = abs(line.points[0][1] - place[1]) < 1
        return [rounded([*([place] if beside else []), *line.points])]
    if not bonds:
        return []
    descents = [[line for line in geometry.branches if line.child == key] for key in (one, other)]
    for mine in descents[0]:
        for theirs in descents[1]:
            if mine.keys - {one} == theirs.keys - {other}:  # brothers and sisters
                return [rounded(mine.points), rounded(theirs.points)]
    return []
