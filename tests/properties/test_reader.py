"""Over generated cases of every kind of record: no paper tells its reader who is withheld."""

from datetime import date
from html import unescape

from cases import RECORDS, documents
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from app import disclosure, report
from app.decisions import assess_all
from app.errors import CaseFileError
from app.genogram import draw as draw_family
from app.policy import policy
from app.reasoning import Ask
from loaders import document
from loaders.export import FORMATS, export
from tests.unit.papers import held, packed, pdf_text, word

AS_OF = date(2024, 6, 1)
READER, CHILD = "ana", "e_2"
NAMES = {
    "ana": "Ana Marchetti",
    "Bea": "Béa Quillfeather",
    "c.y": "Siobhán O'Dowd-Xu",
    "d-1": "Kwame Marchetti",
    "007": "Łucja de Zdrój",
    "e_2": "Theodora Quillfeather",
}
# Parts of the names that nobody else bears.
ALONE = {"Bea": ["Béa"], "c.y": ["Siobhán", "ODowd"], "007": ["Łucja", "Zdrój"]}
ADDRESS, TELEPHONE, LANGUAGE = (
    "77 N. Thornapple Road, Zebulon, IL 60999",
    "(217) 555-0188",
    "Quechua",
)
PARTS = ("Thornapple Road", "77 n thornapple rd", "60999", "Zebulon", "2175550188", LANGUAGE)
SAID = (
    "{name} called",
    "visits at {upper}'s",
    "{squeezed}-1",
    "see {last}, {first}",
    "lives with {first} now",
    "77 north thornapple RD",
    "moved to Thornapple Road in Zebulon",
    "number 217.555.0188 / 5550188",
    "speaks quechua",
    "{name}\n{name}",
)


@st.composite
def told(draw):
    """A case in which somebody takes the child in, and any text may tell who, and where."""
    key = draw(st.sampled_from(sorted(ALONE)))
    content = draw(documents(tuple(s for s in RECORDS if s not in ("placements", "custody"))))
    for each, person in content["people"].items():
        person["name"] = NAMES[each]
    texts = st.sampled_from(SAID).map(lambda said: _filled(said, NAMES[key]))
    for section in sorted(set(content) - {"case", "people"}):
        rows = content[section]
        texts_of = [field.key for field in RECORDS[section].fields if field.kind == "text"]
        for row in rows.values() if section == "homes" else rows:
            for field in texts_of:
                if field in row and draw(st.booleans()):
                    row[field] = draw(texts)
    for person in content["people"].values():
        if draw(st.booleans()):
            person["note"] = draw(texts)
    home = draw(st.sampled_from([None, "elm"]))
    row = {"child": CHILD, "caregiver": key, "from": "2024-01-02"}
    content["placements"] = [row | ({"home": home} if home else {})]
    rows = {
        "postalAddresses": {"person": key, "on": "2024-01-01", "postalAddress": ADDRESS},
        "telephones": {"person": key, "telephoneNumber": TELEPHONE},
        "languageSkills": {"person": key, "language": LANGUAGE, "spoken": True},
    }
    for section, each in rows.items():
        content[section] = [each]
    return key, content


def _filled(said, name):
    first, *_, last = name.split()
    short = "".join(each for each in name if each.isalnum())
    return said.format(name=name, upper=name.upper(), squeezed=short, first=first, last=last)


def loaded(content):
    try:
        return document.read(document.write(content), f"{content['case']}.yaml")
    except CaseFileError:  # what cannot be true of a family is tried elsewhere
        reject()


CHECKED = settings(
    deadline=None, suppress_health_check=list(HealthCheck), max_examples=12, print_blob=True
)


def leaks(text, key):
    whole = [NAMES[key], *PARTS]
    return [each for each in whole if held(text, each)] + [
        each for each in ALONE[key] if word(text, each)
    ]


@CHECKED
@given(told())
def test_no_file_or_picture_tells_who_is_withheld(drawn):
    key, content = drawn
    case = loaded(content)
    shown = disclosure.redact(case, policy(), AS_OF, READER)
    assert shown.sight.withheld[key] == set(disclosure.details())
    for name in FORMATS:
        text = packed(export(shown.case, name, shown.sentences)[0])
        assert leaks(text, key) == [], name
        assert held(text, "Ana Marchetti"), name
        assert leaks(packed(export(case, name)[0]), key), name
    picture = unescape(draw_family(shown.case, AS_OF, shown.key(CHILD), said=shown.sentences))
    assert leaks(picture, key) == []
    assert held(picture, "Theodora")


@settings(CHECKED, max_examples=5)
@given(told())
def test_no_memo_tells_it_and_every_answer_is_the_true_one(drawn):
    key, content = drawn
    case = loaded(content)
    shown = disclosure.redact(case, policy(), AS_OF, READER)
    asks = shown.sift(
        [
            disclosure.ask_for(CHILD, READER),
            *(Ask("relative", {"child": (CHILD,), "candidate": (each,)}) for each in ALONE),
            Ask("placement", {"child": (CHILD,), "candidate": ("d-1",)}),
        ]
    )
    found = shown.assess(asks)
    true = assess_all(case, policy(), AS_OF, asks)
    assert [each.verdict for each in found] == [each.verdict for each in true]
    told_so = (found, shown.case, AS_OF, "", shown.reading)
    assert leaks(unescape(report.memo(*told_so)), key) == []
    assert leaks(pdf_text(report.memo_pdf(*told_so)), key) == []
    assert leaks(str(report.to_json(found)), key) == []
