"""A scenario with some of its facts changed, and what the change moved.

Rows keep their positions whatever is left out beside them, so that a check of the changed case can
be set beside the same check of the original.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.case import Case
from app.model import Assessment, Check, Fact, Status
from app.scenarios import NOT_CITED
from app.sentences import row_sentence
from app.terms import CW, Field, RecordClass, schema
from app.wording import SETTLED, WORST_FIRST
from loaders import document
from loaders.rows import Builder, Row, Value
from loaders.scenario import Asked

# What a switch, a date or a list can change; whom a record is about stays as it is.
CHANGEABLE = frozenset({"boolean", "date", "dateTime", "partialDate", "code", "integer"})
REFERENCES = frozenset({"person", "home", "record"})


@dataclass(frozen=True)
class Place:
    """A row of a case: its section, and its key or position there."""

    section: str
    key: str

    @property
    def record(self) -> RecordClass:
        """What kind of record it is."""
        return schema().records[self.section]

    @property
    def reference(self) -> str:
        """How another row refers to it by its place."""
        return self.key if self.record.keyed else f"{self.section}/{self.key}"


@dataclass(frozen=True)
class Held:
    """A row as it stands: where, its values by field key, and its sentence."""

    place: Place
    values: Mapping[str, Any]
    sentence: str

    def fields(self, *, empty: bool) -> frozenset[str]:
        """The keys of the fields that can be changed; with `empty`, those not recorded too."""
        return frozenset(
            each.key
            for each in self.place.record.fields
            if each.kind in CHANGEABLE and (empty or each.key in self.values)
        )


@dataclass(frozen=True)
class Variation:
    """What is changed in a case.

    Attributes:
        values: what each row holds now, for the rows that hold something else than before.
        left_out: the rows that are taken out.
    """

    values: Mapping[Place, Mapping[str, Any]] = field(default_factory=dict)
    left_out: frozenset[Place] = frozenset()


def held_rows(case: Case) -> tuple[Held, ...]:
    """Every row of a case, in the order of the schema."""
    found = []
    for section, rows in document.export(case).items():
        if section == "case":
            continue
        record = schema().records[section]
        items = rows.items() if record.keyed else enumerate(rows)
        for key, values in items:
            place = Place(section, str(key))
            found.append(Held(place, values, row_sentence(case, _node(case, place), record)))
    return tuple(found)


def _node(case: Case, place: Place) -> Any:
    return case.node(place.key if place.record.keyed else f"#/{place.section}/{place.key}")


def references(held: Held) -> Iterator[tuple[Field, str]]:
    """Whom and what a row names: the field, and the key or place in it."""
    for each in held.place.record.fields:
        value = held.values.get(each.key)
        if each.kind in REFERENCES and value is not None:
            yield from ((each, str(one)) for one in (value if each.many else [value]))


def drawn_along(rows: Iterable[Held], left_out: frozenset[Place]) -> frozenset[Place]:
    """The rows that cannot stay once others are taken out: those that must name one of them."""
    gone = set(left_out)
    known = list(rows)
    while True:
        names = _names(known, gone)
        more = {
            row.place
            for row in known
            if row.place not in gone
            and any(
                name in names and each.key in row.place.record.required
                for each, name in references(row)
            )
        }
        if not more:
            return frozenset(gone - left_out)
        gone |= more


def _names(rows: Iterable[Held], places: Iterable[Place]) -> set[str]:
    """What other rows may call some rows: key, id or place."""
    wanted = set(places)
    found = set()
    for row in rows:
        if row.place in wanted:
            found |= {row.place.reference, str(row.values.get("id", row.place.reference))}
    return found


def vary(case: Case, change: Variation) -> Case:
    """The case with a change; rows that named what was taken out, and must, go with it.

    Raises:
        CaseFileError: the changed facts contradict one another; says which.
    """
    rows = held_rows(case)
    gone = change.left_out | drawn_along(rows, change.left_out)
    names = _names(rows, gone)
    sections: dict[str, list[Row]] = {}
    for row in rows:
        if row.place in gone:
            continue
        values = _without(row, change.values.get(row.place, row.values), names)
        where = case.place_of(_node(case, row.place).value)
        read = {key: _value(value, where) for key, value in values.items()}
        sections.setdefault(row.place.section, []).append(Row(row.place.key, read, where))
    return Builder("", case.name, sections).build()


def _without(row: Held, values: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    """The values of a row but for references to what was taken out."""
    kept = dict(values)
    for each, name in references(row):
        if name in names and each.many:
            kept[each.key] = [one for one in kept.get(each.key, []) if str(one) not in names]
        elif name in names:
            kept.pop(each.key, None)
    return {key: value for key, value in kept.items() if value not in ([], None)}


def _value(content: Any, where: str) -> Value:
    if isinstance(content, list):
        return Value([_value(each, where) for each in content], where)
    return Value(content, where)


# What moved


@dataclass(frozen=True)
class Pair:
    """One check before the change and after it; None where it was not asked of anything.

    Attributes:
        gained: the facts that it rests on only now.
        lost: the facts that it rested on only before.
    """

    before: Check | None
    after: Check | None
    gained: tuple[Fact, ...] = ()
    lost: tuple[Fact, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether the check came out differently, or has another date."""
        return _standing(self.before) != _standing(self.after)

    @property
    def check(self) -> Check:
        """The check as it is now, or as it was."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a pair holds a check")
        return found


def _standing(check: Check | None) -> tuple[Any, ...]:
    if check is None:
        return (Status.NOT_APPLICABLE, None, None)
    return (check.status, check.due, check.met_on)


def compare(before: Assessment, after: Assessment) -> tuple[Pair, ...]:
    """The checks that apply before or after a change, side by side: those that moved first."""
    was, now = _live(before), _live(after)
    pairs = []
    for key in dict.fromkeys([*now, *was]):
        old, new = was.get(key), now.get(key)
        held = {fact.row: fact for fact in (old.facts() if old else ())}
        holds = {fact.row: fact for fact in (new.facts() if new else ())}
        gained = tuple(fact for row, fact in holds.items() if row not in held)
        lost = tuple(fact for row, fact in held.items() if row not in holds)
        pairs.append(Pair(old, new, gained, lost))
    return tuple(sorted(pairs, key=_pressing))


def _live(found: Assessment) -> dict[tuple[str, str | None], Check]:
    return {
        (check.shape, check.focus): check
        for check in found.checks
        if check.status is not Status.NOT_APPLICABLE
    }


def _pressing(pair: Pair) -> tuple[bool, int]:
    return not pair.moved, WORST_FIRST.index(pair.check.status)


# A scenario of the changed case


def scenario_text(asked: Asked, case: Case, found: Assessment, title: str) -> str:
    """The changed case as a scenario file that `kinstead test` reads.

    It expects what Kinstead answers now, and says that a person has to confirm it.

    Args:
        asked: the question of the scenario it was made from.
        case: the changed case.
        found: the answer for it.
        title: what the scenario shows, in a few words.
    """
    ask: dict[str, Any] = {
        "question": asked.question,
        "roles": {
            role: list(keys) if len(keys) > 1 else keys[0] for role, keys in asked.roles.items()
        },
        "expect": _expectation(asked, found),
    }
    scenario = {
        "id": f"{asked.scenario}-changed",
        "title": title,
        "note": f"Made from {asked.name}. It expects what Kinstead answered when it was saved: "
        "check it against the law before it is kept.",
        "as_of": found.as_of.isoformat(),
        "given": pack(case),
        "ask": [ask],
    }
    return document.write([scenario])


def pack(case: Case) -> dict[str, Any]:
    """A case as plain values, references by position following rows that moved up."""
    content = document.export(case)
    content.pop("case", None)
    moved: dict[str, str] = {}
    for section, record in schema().records.items():
        if not record.keyed:
            nodes = case.index.objects(case.iri, CW[section])
            former = sorted(int(node.value.rsplit("/", 1)[-1]) for node in nodes)
            moved |= {f"{section}/{old}": f"{section}/{new}" for new, old in enumerate(former)}
    for section, rows in content.items():
        record = schema().records[section]
        for row in rows.values() if record.keyed else rows:
            for each in record.fields:
                if each.kind == "record" and each.key in row:
                    value = row[each.key]
                    many = isinstance(value, list)
                    row[each.key] = (
                        [moved.get(one, one) for one in value] if many else moved.get(value, value)
                    )
    return content


def _expectation(asked: Asked, found: Assessment) -> dict[str, Any]:
    """The verdict, and of every clause named before or open now how it stands."""
    standing: dict[str, Status] = {}
    for check in sorted(found.checks, key=lambda each: WORST_FIRST.index(each.status)):
        for clause in check.clauses:
            standing.setdefault(clause, check.status)
    opened = {
        clause
        for check in found.checks
        if check.status not in SETTLED
        for clause in check.clauses[:1]
    }
    clauses = {
        clause: standing[clause].value if clause in standing else NOT_CITED
        for clause in dict.fromkeys([*asked.expect.clauses, *sorted(opened)])
    }
    expected: dict[str, Any] = {"verdict": found.verdict.value}
    if isinstance(found.permitted_from, date):
        expected["from"] = found.permitted_from.isoformat()
    return expected | {"clauses": clauses} if clauses else expected
