"""An invented answer with a check of every kind, for the tests of what is made of answers."""

from datetime import date

from app.model import Assessment, Check, Fact, LawNotice, Relation, Status, Step, Verdict
from app.policy import policy
from app.scenarios import run
from loaders import document
from tests.scenario_files import FOLDER, asks_of

AS_OF = date(2024, 3, 1)
CASE = document.read(
    """
case: torres
people:
  mia:  {name: "Mia <b>Łukasik</b> & Нина", born: 2016-04-10}
  rosa: {name: "Rosa \\"Zoë\\" Torres", born: 1965-03-02}
""",
    "torres.yaml",
)

BORN = Step(
    "Rosa was born in 1965", None, (), (), Fact("Rosa, born 1965-03-02", "line 5", "torres/rosa")
)
AUNT = Step("Rosa is an adult of the home", "cws:Adult", ("301.20",), (BORN,))


def check(status, **given):
    words = {
        "shape": f"Shape-{status.value}",
        "name": f"Name of {status.value}",
        "focus": "https://kinstead.example/case/torres/rosa",
        "about": "rosa",
        "clauses": ("301.A(a)",),
        "message": f"Message of {status.value}",
        "remedy": f"Remedy of {status.value}",
        "family": "convictions",
        "phase": "beforeMove",
    }
    return Check(status=status, **(words | given))


ASSESSMENT = Assessment(
    case="torres",
    as_of=AS_OF,
    question="convictionsOfHome",
    roles={"child": ("mia",), "candidate": ("rosa",)},
    verdict=Verdict.PROHIBITED,
    checks=(
        check(Status.MET, remedy=None, because=(AUNT,), message="Name of met"),
        check(Status.VIOLATED, notes=("A reading is open.",), because=(AUNT, BORN)),
        check(
            Status.DUE,
            phase="afterMove",
            due=date(2024, 3, 15),
            other_due=date(2024, 3, 18),
            bearers=("placing worker",),
        ),
        check(Status.OVERDUE, phase="afterMove", due=date(2024, 2, 29)),
        check(Status.LATE, phase="afterMove", due=date(2024, 2, 1), met_on=date(2024, 2, 3)),
        check(Status.NOT_APPLICABLE, about=None, focus=None, remedy=None),
    ),
    law="AP33, wording of 2024-04-26; Rule 301, wording of 2019-05-03",
    relations=(
        Relation("grandparent", "grandparent", "relationIfProven", ("301.20",), "mother of Ana"),
    ),
    notices=(
        LawNotice("P.A. 103-1061", "A later Act.", date(2023, 7, 1), frozenset(), frozenset()),
    ),
    cautions=("Answered with later wording.",),
)


def answer_of_a_scenario():
    """A real answer, with the case that it is about."""
    asked = next(a for a in asks_of(FOLDER / "convictions.yaml") if a.scenario == "R34")
    return run(asked, policy()).assessment, asked.case
