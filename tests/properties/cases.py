"""Generated cases with any record of the schema, so that a new record class is drawn at once.

Texts hold whatever a case may hold; only what cannot be true of a family is kept out.
"""

from datetime import date
from functools import cache
from itertools import combinations

from hypothesis import strategies as st

from app.terms import schema

RECORDS = schema().records
PEOPLE = ("ana", "Bea", "c.y", "d-1", "007", "e_2")
HOMES = ("elm", "Oak")
_SIGNS = st.characters(
    codec="utf-8",
    exclude_categories=["Cc", "Cs"],
    include_characters="\t\n\r",
    exclude_characters="\ufffe\uffff",
)
TEXTS = (
    st.text(_SIGNS, min_size=1, max_size=10)
    | st.sampled_from(
        [
            *("=1+1", "=HYPERLINK(0)", "+1", "-1", "@x", "@@x", "#REF!", "_x0041_", "'quoted'"),
            *(
                " two  blanks ",
                "line\nline",
                "tab\tand\rreturn",
                "a\r\n\n b",
                '"""',
                "\\n \\",
                "/a/ b",
            ),
            *(
                "true",
                "no",
                "1990",
                "2001-02-03",
                "~",
                "a: b",
                "- x",
                "# x",
                "1e3",
                "Zoë",
                "Zoe\u0308",
            ),
            *(
                "<b>&amp;</b>",
                "]]>",
                "\u2028",
                "\ufeffx",
                "x; y",
                "{}",
                "@base",
                "^^",
                "😀",
                "عائشة",
            ),
        ]
    )
).map(lambda text: text if text.strip() else f"{text}x")
DAYS = st.dates(date(1899, 1, 1), date(2030, 12, 31)).map(date.isoformat)


def values(field, rows):
    """What a field may hold, given the names of the rows there are by section; None for nothing."""
    if field.kind == "record":
        named = [
            name
            for section, names in rows.items()
            for name in names
            if RECORDS[section].term == field.range
        ]
        return st.sampled_from(named) if named else None
    if field.kind == "code":
        return st.sampled_from(sorted(field.codes)) if field.codes else None
    return {
        "boolean": st.booleans(),
        "date": DAYS,
        "dateTime": st.tuples(DAYS, st.times()).map(lambda two: f"{two[0]}T{two[1]:%H:%M:%S}"),
        "home": st.sampled_from(HOMES),
        "integer": st.integers(-(10**9), 10**9),
        "partialDate": DAYS.flatmap(lambda day: st.sampled_from([day, day[:7], day[:4]])),
        "person": st.sampled_from(PEOPLE),
        "text": TEXTS,
    }[field.kind]


@cache
def row(section, names=()):
    """A row of a section; None where a field that it must have can hold nothing."""
    record, rows = RECORDS[section], dict(names)
    required, optional = {}, {}
    for field in record.fields:
        found = values(field, rows)
        if found is None and field.key in record.required:
            return None
        if found is not None:
            many = st.lists(found, min_size=1, max_size=3, unique=True).map(sorted)
            needed = required if field.key in record.required else optional
            needed[field.key] = many if field.many else found
    return st.fixed_dictionaries(required, optional=optional).map(orderly)


def orderly(drawn):
    """The row without what cannot be true of it."""
    kept = dict(drawn)
    if {"from", "until"} <= kept.keys() and kept["until"] < kept["from"]:
        kept["from"], kept["until"] = kept["until"], kept["from"]
    if {"on", "at"} <= kept.keys():
        kept["on"] = kept["at"][:10]
    return kept


def told_apart(rows):
    """The rows without those that differ from another in a yes or no or an end only."""
    kept = []
    for each in rows:
        fixed = {k: v for k, v in each.items() if k != "until" and not isinstance(v, bool)}
        if all(fixed != {k: v for k, v in o.items() if k in fixed} for o in kept):
            kept.append(each)
    return kept


@st.composite
def lives(draw):
    """People, the oldest first; everyone born after those before them."""
    found = {}
    for number, key in enumerate(PEOPLE):
        person = draw(row("people"))
        if "born" in person:
            person["born"] = str(1800 + 20 * number) + person["born"][4:].replace(
                "-02-29", "-02-28"
            )
        if "died" in person:
            person["died"] = "2031" + person["died"][4:].replace("-02-29", "-02-28")
        found[key] = person
    return found


@st.composite
def families(draw):
    """Rows of parentage and unions that can be true of the people, in any order."""
    pairs = list(combinations(PEOPLE, 2))
    parentage, unions, born = [], [], set()
    for parent, child in draw(st.lists(st.sampled_from(pairs), max_size=7, unique=True)):
        drawn = draw(row("parentage")) | {"parent": parent, "child": child}
        if drawn["basis"] in ("birth", "gestationalSurrogate"):
            if child in born:
                drawn["basis"] = "claimed"
            born.add(child)
        if draw(st.booleans()):  # many share a mark, as siblings do
            drawn["birthFamily"] = "f1"
        parentage.append(drawn)
    for pair in draw(st.lists(st.sampled_from(pairs), max_size=3, unique=True)):
        one, other = draw(st.permutations(pair))
        drawn = draw(row("unions")) | {"person": one, "partner": other}
        for key in ("from", "until"):  # nobody is joined before they are born
            if key in drawn:
                drawn[key] = drawn[key].replace(drawn[key][:4], "1999" if key == "from" else "2030")
                drawn[key] = drawn[key].replace("-02-29", "-02-28")
        unions.append(drawn)
    return {"parentage": parentage, "unions": unions}


@st.composite
def documents(draw, sections=tuple(RECORDS)):
    """A plain case document with people, homes, a family, and rows of some other sections."""
    found = {"case": draw(st.sampled_from(["drawn", "Drawn-2", "a.b_c"])), "people": draw(lives())}
    found["homes"] = {key: draw(row("homes")) for key in HOMES}
    found |= {section: rows for section, rows in draw(families()).items() if rows}
    drawn = ("people", "homes", "parentage", "unions")
    others = [each for each in sections if each not in drawn]
    wanted = draw(st.lists(st.sampled_from(others), max_size=4, unique=True)) if others else []
    referred = [s for s in others if any(_refers(s, w) for w in wanted)]
    names = {}
    for section in dict.fromkeys([*referred, *wanted]):
        drawable = row(section, tuple(names.items()))
        if drawable is None:
            continue
        rows = told_apart(draw(st.lists(drawable, min_size=1, max_size=2)))
        if RECORDS[section].keyed:
            found[section] = {f"{section.lower()}{at}": each for at, each in enumerate(rows)}
            names[section] = tuple(found[section])
            continue
        for number, each in enumerate(rows):
            if draw(st.booleans()):
                each["id"] = f"{section}-{number}"
        names[section] = tuple(each.get("id", f"{section}/{at}") for at, each in enumerate(rows))
        found[section] = rows
    return found


def _refers(section, wanted):
    """Whether rows of one section name rows of the other."""
    return any(
        field.range == RECORDS[section].term
        for field in RECORDS[wanted].fields
        if field.kind == "record"
    )
