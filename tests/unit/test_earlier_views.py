"""The eve of an adoption is derived once a day, however many people are asked about."""

from datetime import date

from app import reasoning
from app.policy import policy
from app.reasoning import Ask
from loaders import document

CASE = """
case: adopted
people:
  ike: {name: Ike Dorn, born: 2012}
  mara: {name: Mara Dorn, born: 1988}
  gabi: {name: Gabi Dorn, born: 1962}
  anke: {name: Anke Dorn, born: 1990, gender: female}
  adele: {name: Adele Kraft, born: 1970}
parentage:
  - {parent: mara, child: ike, basis: birth}
  - {parent: gabi, child: mara, basis: birth}
  - {parent: gabi, child: anke, basis: birth}
  - {parent: adele, child: ike, basis: adoption, from: 2018-03-01}
"""


def test_a_sweep_looks_at_the_eve_once(monkeypatch):
    days = []
    derive = reasoning.derive

    def counted(case, law, day, asks):
        days.append((day, len(asks)))
        return derive(case, law, day, asks)

    monkeypatch.setattr(reasoning, "derive", counted)
    case = document.read(CASE, "adopted.yaml")
    asks = [
        Ask("relative", {"child": ("ike",), "candidate": (key,)})
        for key in ("gabi", "anke", "adele")
    ]
    found = reasoning.derive(case, policy(), date(2024, 5, 1), asks)
    assert days == [(date(2024, 5, 1), 3), (date(2018, 2, 28), 3)]
    then = {
        triple.object.value.rsplit("#")[-1]
        for triple in found.carried
        if triple.predicate.value.endswith("#relationThen")
    }
    assert then == {"grandparent", "aunt"}
