"""Finding a name, an address or a telephone number in free text, however it is written there.

Case, accents, punctuation and blanks make no difference: "LUZ  torres", "Torres, Luz" and
"luz-torres" are the same name, "(309) 555-0142" and "3095550142" the same number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, takewhile
from unicodedata import combining

# Letters that no decomposition takes apart.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "\u0131": "i"}
)
# Words between the parts of a name: none of them names anybody alone.
_PARTICLES = frozenset(
    [
        *("af", "al", "av", "bin", "da", "das", "de", "del", "den", "der", "di", "do", "dos"),
        *("du", "el", "ibn", "la", "las", "le", "los", "van", "von", "y", "zu"),
    ]
)
_STREETS = (
    ("avenue", "ave", "av"),
    ("boulevard", "blvd"),
    ("circle", "cir"),
    ("court", "ct"),
    ("drive", "dr"),
    ("highway", "hwy"),
    ("lane", "ln"),
    ("parkway", "pkwy"),
    ("place", "pl"),
    ("road", "rd"),
    ("square", "sq"),
    ("street", "st", "str"),
    ("terrace", "ter"),
)
# What stands in an address for a part of a building, and is no street and no town.
_UNIT = re.compile(
    r"(?:(?:apartment|apt|building|bldg|floor|lot|room|rm|suite|ste|trailer|unit)\b\.?|#)\s*[\w-]+",
    re.IGNORECASE,
)
_STATE = re.compile(r"\s(?:[A-Z]{2}|Il|Ill|Illinois)\.?\s*$")
# What a home may be called that tells nothing of where it is.
_ANY_HOME = frozenset(["apartment", "flat", "fosterhome", "home", "house", "residence"])
_TITLES = frozenset(["dr", "miss", "mr", "mrs", "ms", "rev", "sr", "sra"])
_POSSESSIVE = re.compile(r"['\u2019]s\b|s['\u2019](?:\s|$)")
_DIRECTIONS = (("east", "e"), ("north", "n"), ("south", "s"), ("west", "w"))
_KINDS = frozenset(word for words in _STREETS for word in words)
_SAME = {word: words for words in (*_STREETS, *_DIRECTIONS) for word in words}
_ZIP = re.compile(r"\b[0-9]{5}(?:-[0-9]{4})?\b")
_NUMBER = re.compile(r"[0-9]+[a-zA-Z]?")
_BETWEEN_NUMBERS = re.compile(r"[^\W\d_]+\.?|[;,&|]|\s/\s|[\r\n]+")
_NATIONAL, _LOCAL = 10, 7  # digits of a telephone number with and without its area code

Span = tuple[int, int]


@dataclass(frozen=True)
class Squeezed:
    """A text without case, accents, punctuation and blanks.

    Attributes:
        text: its letters and digits.
        at: for each of them its place in the text as written.
        begins: the places in `text` at which a word begins; its length is one of them.
    """

    text: str
    at: tuple[int, ...]
    begins: frozenset[int]

    def find(self, word: str) -> Iterator[Span]:
        """Where a squeezed word stands as whole words: from and until, in the text as written."""
        start = self.text.find(word) if word else -1
        while start >= 0:
            end = start + len(word)
            if start in self.begins and end in self.begins:
                yield self.at[start], self.at[end - 1] + 1
            start = self.text.find(word, start + 1)


def squeeze(text: str) -> Squeezed:
    """A text as it is compared; see `Squeezed`.

    A capital after a small letter begins a word, and so does a digit after a letter, as in a key.
    """
    signs: list[str] = []
    at: list[int] = []
    begins = {0}
    apart, before = True, ""
    for place, sign in enumerate(text):
        plain = unicodedata.normalize("NFKD", sign).casefold().translate(_PLAIN)
        kept = "".join(each for each in plain if each.isalnum())
        if not kept:
            apart = apart or not unicodedata.combining(sign)
            continue
        if apart or (sign.isupper() and before.islower()) or sign.isdigit() != before.isdigit():
            begins.add(len(signs))
        signs += kept
        at += [place] * len(kept)
        apart, before = False, sign
    return Squeezed("".join(signs), tuple(at), frozenset({*begins, len(signs)}))


def words_of(name: str) -> tuple[str, ...]:
    """The parts of a name that name somebody alone, each squeezed, the given name first."""
    parts = [squeeze(part).text for part in re.split(r"[\s,;/()\"“”-]+", name)]
    return tuple(
        part
        for n, part in enumerate(part for part in parts if part and part not in _TITLES)
        if n == 0 or part not in _PARTICLES
    )


def address_forms(address: str) -> frozenset[str]:
    """An address as it may be written: whole, its street line, the street alone, the ZIP code.

    What stands for a kind of street or a direction is tried in its short and its long form.
    """
    lines = _lines(address)
    if not lines:
        return frozenset()
    words = lines[0].split()
    street = [word for word in words if not _NUMBER.fullmatch(word)]
    written = [address, " ".join(lines), lines[0], *_ZIP.findall(address)]
    # A street of a single word ("Broadway") is looked for only where its number tells it apart.
    written += [" ".join(street)] if 1 < len(street) < len(words) else []
    written += [
        f"{name} {kind}"
        for name, kind in pairwise(street)
        if squeeze(kind).text in _KINDS and squeeze(name).text not in _SAME
    ]
    forms = frozenset(form for each in written for form in _spelt(each) if len(form) > 2)
    return forms - _ANY_HOME


def town_of(address: str) -> str:
    """The town of an address, squeezed: what stands before the state; empty where untold."""
    lines = _lines(address)
    if len(lines) < 2:
        return ""
    return squeeze(_STATE.sub("", _ZIP.sub("", f" {lines[1]}").rstrip())).text


def _lines(address: str) -> list[str]:
    """The lines of an address from the street on, without parts of a building."""
    parts = (part.strip() for part in re.split(r"[,;\r\n]+", _UNIT.sub(" ", address)))
    lines = [" ".join(part.split()) for part in parts if part]
    street = next((n for n, line in enumerate(lines) if _NUMBER.match(line)), 0)
    lines = [*lines[street:], *lines[:street]]
    if len(lines) == 1:  # all in one: the town begins after the kind of street
        words = lines[0].split()
        kinds = [n for n, word in enumerate(words) if n > 1 and squeeze(word).text in _KINDS]
        after = kinds[0] + 1 if kinds else len(words)
        lines = [" ".join(words[:after]), " ".join(words[after:])]
    return [line for line in lines if line]


def _spelt(written: str) -> set[str]:
    """The squeezed spellings of an address: every kind of street long, or short, or as written."""
    words = [squeeze(word).text for word in written.split()]
    return {
        "".join(words),
        "".join(_SAME[word][0] if word in _SAME else word for word in words),
        "".join(_SAME[word][1] if word in _SAME else word for word in words),
        "".join(_SAME[word][-1] if word in _SAME else word for word in words),
    }


@dataclass(frozen=True)
class Hidden:
    """What must not be read, and what may stay though it looks alike.

    Attributes:
        names: full names that are withheld.
        addresses: addresses that are withheld.
        telephones: telephone numbers that are withheld.
        words: other words that are withheld, as a language.
        seen_names: full names of everybody who is shown.
        seen_addresses: addresses that are shown.
        seen_words: other words that are shown.
    """

    names: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    telephones: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    seen_names: frozenset[str] = frozenset()
    seen_addresses: frozenset[str] = frozenset()
    seen_words: frozenset[str] = frozenset()

    def names_somebody(self, text: str) -> bool:
        """Whether a text names somebody who is withheld: in full, by given name, or by a surname.

        A surname that somebody who is shown bears too tells nothing by itself, and may stay. A
        given name is withheld unless it stands in the full name of somebody who is shown.
        """
        held = squeeze(text)
        if any(_spans(held, self._full)) or any(self._initials(text)):
            return True
        seen = list(_spans(held, self._seen_full))
        return any(not _within(span, seen) for span in _spans(held, self._parts))

    def is_told_by(self, name: str) -> bool:
        """Whether what somebody else is called tells who is withheld.

        As "Rosa Torres (again)", or "Rosa's neighbour"; not "Ana Rosa Torres".
        """
        held = squeeze(name)
        words = [squeeze(word).text for word in name.split()]
        titles = "".join(takewhile(_TITLES.__contains__, words))
        starts = {held.at[len(titles)]} if len(held.text) > len(titles) else set()
        begun = any(start in starts for start, _ in _spans(held, self._full))
        if begun or _orders(name) & self._full:
            return True
        return is_description(name) and any(_spans(held, self._full | self._parts))

    def is_in_key(self, key: str) -> bool:
        """Whether a key is made of something withheld; a key is changed sooner than a text."""
        held = squeeze(key)
        return (
            any(part in held.text for part in self._full | self._given if len(part) > 2)
            or any(_spans(held, self._full | self._parts))
            or any(_spans(held, self._addresses))
            or any(_numbers(key, self._digits))
        )

    def clean(self, text: str, address: str, telephone: str, word: str) -> str:
        """A text that names nobody, with other words in place of what else is withheld.

        Args:
            text: the text.
            address: what to write in place of an address.
            telephone: what to write in place of a telephone number.
            word: what to write in place of anything else, as a language.
        """
        held = squeeze(text)
        found = [
            *((*span, address) for span in _spans(held, self._addresses)),
            *((*span, telephone) for span in _numbers(text, self._digits)),
            *((*span, word) for span in _spans(held, self._words)),
        ]
        kept, at = [], 0
        for start, end, instead in sorted(found, key=lambda each: (each[0], -each[1])):
            if start >= at:
                kept += [text[at:start], instead]
            at = max(at, end)
        return "".join([*kept, text[at:]])

    def _initials(self, text: str) -> Iterator[Span]:
        """Where the first letters of a full name stand, with dots or three and more."""
        plain = "".join(s for s in unicodedata.normalize("NFKD", text) if not combining(s))
        for name in self.names:
            letters = [word[0].upper() for word in words_of(name)]
            patterns = [r"\.\s?".join(letters) + r"\."] if len(letters) > 1 else []
            patterns += ["".join(letters)] if len(letters) > 2 else []
            for pattern in patterns:
                yield from (m.span() for m in re.finditer(rf"(?<!\w){pattern}(?!\w)", plain))

    @cached_property
    def _full(self) -> frozenset[str]:
        return frozenset(form for name in self.names for form in _orders(name))

    @cached_property
    def _seen_full(self) -> frozenset[str]:
        return frozenset(form for name in self.seen_names for form in _orders(name))

    @cached_property
    def _given(self) -> frozenset[str]:
        return frozenset(words[0] for name in self.names if (words := words_of(name)))

    @cached_property
    def _parts(self) -> frozenset[str]:
        seen = {word for name in self.seen_names for word in words_of(name)}
        every = {word for name in self.names for word in words_of(name)}
        alone = self._given | frozenset(word for word in every - seen if len(word) > 1)
        short = frozenset(form for name in self.names for form in _shortened(name))
        return alone | short | frozenset(f"{word}s" for word in alone)

    @cached_property
    def _addresses(self) -> frozenset[str]:
        towns = {town_of(each) for each in self.addresses}
        seen = {town_of(each) for each in self.seen_addresses}
        forms = frozenset(form for each in self.addresses for form in address_forms(each))
        return forms | frozenset(town for town in towns - seen if len(town) > 2)

    @cached_property
    def _words(self) -> frozenset[str]:
        seen = {squeeze(each).text for each in self.seen_words}
        return frozenset(squeeze(each).text for each in self.words) - seen - {""}

    @cached_property
    def _digits(self) -> frozenset[str]:
        found = set()
        for each in self.telephones:
            for part in (each, *_BETWEEN_NUMBERS.split(each)):
                digits = "".join(sign for sign in part if sign.isdigit())
                whole = digits.removeprefix("1")
                # What stands behind a number, as an extension, is not part of it.
                for national in (whole[:_NATIONAL], whole[-_NATIONAL:]):
                    found |= {digits, national, f"1{national}", national[-_LOCAL:]}
        return frozenset(each for each in found if len(each) >= _LOCAL - 1)


def _orders(name: str) -> set[str]:
    """A full name as it is written, with the surname first, and with one of several surnames."""
    parts = [part for each in name.split() if (part := squeeze(each).text)]
    if not parts:
        return set()
    first, *rest = words_of(name) or parts
    turned = {"".join(parts), "".join([*parts[-1:], *parts[:-1]])}
    return turned | {first + each for each in rest} | {each + first for each in rest}


def _shortened(name: str) -> set[str]:
    """A full name with initials: "R. Torres", "R. M. Torres", "Torres, R."."""
    parts = [part for each in name.split() if (part := squeeze(each).text)]
    if len(parts) < 2:
        return set()
    first, rest, last = parts[0][0], parts[1:], parts[-1]
    letters = "".join(part[0] for part in parts[:-1])
    forms = {first + "".join(rest), letters + last, last + first, last + letters}
    return forms | {first + word for word in words_of(name)[1:]}


def is_description(name: str) -> bool:
    """Whether what somebody is called is no mere name, as "Neighbour of Rosa"."""
    words = [word for word in name.split() if squeeze(word).text not in _PARTICLES]
    small = [word for word in words if word[0].islower()]
    return bool(_POSSESSIVE.search(name) or (small and len(small) < len(words)))


def _spans(held: Squeezed, forms: Iterable[str]) -> Iterator[Span]:
    for form in forms:
        yield from held.find(form)


def _within(span: Span, others: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _numbers(text: str, numbers: Iterable[str]) -> Iterator[Span]:
    """Where a telephone number stands in a text, whatever stands between its digits."""
    for digits in numbers:
        between = r"[\s().+/·–—-]{0,3}".join(digits)  # noqa: RUF001 - dashes as people type them
        for found in re.finditer(rf"(?<![0-9]){between}(?![0-9])", text):
            yield found.span()
