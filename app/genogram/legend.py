"""The legend below a family picture: what it shows, in columns no wider than the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from app.genogram.geometry import MARGIN
from app.genogram.labels import cut, text_width
from app.genogram.symbols import INK, PALE, Stroke, stroked, text, trace

_SAMPLE, _BETWEEN, _LINE, _ENOUGH = 44.0, 18.0, 21.0, 240.0

Sample = Callable[[float, float], str]


def legend(
    entries: Mapping[str, Sample], caption: str, width: float, top: float
) -> tuple[list[str], float]:
    """The legend as pieces of SVG, and the height at which it ends.

    Args:
        entries: what each thing that is shown means, and how to draw a sample of it at a place.
        caption: what the words under each name tell.
        width: the width of the picture.
        top: the height at which the legend begins.
    """
    room = width - 2 * MARGIN
    rule = stroked(trace([(MARGIN, top), (width - MARGIN, top)]), Stroke("", 1.0, "#c9ced8"))
    parts = [rule, f'<g font-weight="bold">{text("Legend", MARGIN, top + 20)}</g>']
    at = top + 20
    for line in _lines(caption, room - 60):
        parts.append(text(line, MARGIN + 60, at, ink=PALE))
        at += 15
    needed = max(map(text_width, entries), default=0.0) + _SAMPLE + _BETWEEN
    columns = max(int(room // needed), int(room // _ENOUGH > 1) + 1)
    column = min(needed, room / columns)
    lines = -(-len(entries) // columns)
    for number, (words, sample) in enumerate(entries.items()):
        x, y = MARGIN + column * (number // lines), at + 8 + _LINE * (number % lines)
        said = cut(words, column - _SAMPLE - 6)
        parts += [sample(x, y), text(said, x + _SAMPLE, y + 4)]
    return parts, at + 8 + _LINE * lines


def caption(said: Iterable[str], width: float, top: float) -> tuple[list[str], float]:
    """Sentences below a picture as pieces of SVG, and the height at which they end."""
    lines = [line for each in said for line in _lines(each, width - 2 * MARGIN)]
    parts = [text(line, MARGIN, top + 15 * n, ink=INK) for n, line in enumerate(lines, start=1)]
    return parts, top + 15 * len(lines) + (12 if lines else 0)


def _lines(words: str, width: float) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
