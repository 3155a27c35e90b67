"""An invented rule and an invented procedure, printed as the real ones are, and their register.

The numbers are those of the real documents, since these tell which one a file is. Every word of
the text is made up: it is about the boats of a rowing club.
"""

from dataclasses import dataclass
from datetime import date

from app.model import Clause

RULE = """\
TITLE 1: PASTIMES CHAPTER II: THE OAR AND PADDLE CLUB

PART 301 BOATS AND OARS OF THE CLUB

SUBPART A: BOATS

| Section | |
|---------|---------|
| 301.10 | Purpose |
| 301.20 | Definitions |
| 301.30 | Lending |

AUTHORITY: Made under the Rowing Act [1 TST 2].

SOURCE: Adopted at 1 Club Reg. 1, effective May 1, 2001; amended at 2 Club Reg. 7,
effective June 3, 2004.

SUBPART A: BOATS

Section 301.10 Purpose

This Part says who may take a boat out, and when. It covers:

- a) the state that boats must be in; and
- b) the oars that go with them.

(Source: Added at 1 Club Reg. 1, effective May 1, 2001)

Section 301.20 Definitions

"Boat" means anything of the club that floats. "Boat" does not mean the jetty.

"Rower" means a person who:

has passed the test of the club; or

is a friend of the club, that is a painter, uncle of a painter, or great-uncle of a painter; and

can swim.

A rower from another club counts while a rower of ours is beside them.

AGENCY NOTE: Whoever cannot swim may learn it here.

(Source: Amended at 2 Club Reg. 7, effective June 3, 2004)

Section 301.30 Lending

- a) Boats are lent to rowers. No boat is lent after sunset, for the river is dark.
- b) Before a boat is lent, the warden shall see that:
 - 1) the rower is awake;
 - the bung is in its hole, as Section 301.10 (Purpose) asks of every boat; and

BOATS AND OARS OF THE CLUB

June 3, 2004 \u2013 P.T. 2004.01

- 3) the oars are of one length.
- c) The following are no reason to refuse:

Bad singing*

Singing

Wet socks of a rower

- The warden may call a boat back at any time. A call is made with the bell.
- e) A boat may be kept overnight only with the written consent of the

June 3, 2004 \u2013 P.T. 2004.01

Keeper of the boathouse.

THE OAR AND PADDLE CLUB

POLICY GUIDE 2001.17

DATE: June 1, 2004

I. PURPOSE

This guide is about rafts.

II. RULES

Rafts are lent in summer.

- only to two rowers or more;
- never in a flood.

Rafts are white.

III. FILING INSTRUCTIONS

Keep this guide with Section 301.30.

This page intentionally left blank

- f) Nobody lends a boat on.

(Source: Amended at 2 Club Reg. 7, effective June 3, 2004)

Section 301.40 Repairs

- a) A boat with a hole shall be mended:
 - A) at once, where water comes in;
 - B) else within a week.
- b) The mend-
er signs the book.
- b) The keeper reads it.
- c) The keeper signs it, too.

(Source: Added at 1 Club Reg. 1, effective May 1, 2001)

301.Appendix A Songs

- a) Songs that are sung.
"""

PROCEDURE = """\
**ADMINISTRATIVE PROCEDURES #33**
**HOW THE KEEPER KEEPS THE BOATHOUSE**
**July 7, 2010 \u2013 PT 2010.02**

**Section**

- 33.10 Purpose

**Section 33.10 Purpose**

The keeper keeps:

- a) the *key* of the door; and
- b) the lamp.

The keeper also [sees](#) to:

- a) the cat;
- b) the mice.

All is well when all sleep.
"""


@dataclass(frozen=True)
class Register:
    clauses: dict[str, Clause]


def register(identifiers, wording_of=None):
    """A register of clauses with these identifiers, and the dates of their wording by section."""
    dates = wording_of or {}
    return Register(
        {
            each: Clause(
                iri=each,
                identifier=each,
                summary="",
                kind="duty",
                bearers=(),
                family="boats",
                checkable="facts",
                section="",
                section_number="",
                instrument=f"Policy Guide {each[2:9]}" if each.startswith("PG") else "a rule",
                in_force_from=None,
                wording_of=next((day for key, day in dates.items() if each.startswith(key)), None),
            )
            for each in identifiers
        }
    )


PASSAGES = {
    "301.AUTHORITY": "Made under the Rowing Act [1 TST 2].",
    "301.10": "This Part says who may take a boat out, and when. It covers:",
    "301.10(a)": "the state that boats must be in; and",
    "301.10(b)": "the oars that go with them.",
    '301.20 "Boat"': (
        '"Boat" means anything of the club that floats. "Boat" does not mean the jetty.'
    ),
    '301.20 "Rower"': (
        '"Rower" means a person who:\n\n'
        "A rower from another club counts while a rower of ours is beside them."
    ),
    '301.20 "Rower" lead/1': '"Rower" means a person who:',
    '301.20 "Rower"(a)': "has passed the test of the club; or",
    '301.20 "Rower"(b) painter': (
        "is a friend of the club, that is a painter, uncle of a painter, or great-uncle of a "
        "painter; and"
    ),
    '301.20 "Rower"(b) great-uncle': (
        "is a friend of the club, that is a painter, uncle of a painter, or great-uncle of a "
        "painter; and"
    ),
    '301.20 "Rower"(c)': "can swim.",
    '301.20 "Rower" other-club': (
        "A rower from another club counts while a rower of ours is beside them."
    ),
    '301.20 "Rower" AGENCY NOTE': "AGENCY NOTE: Whoever cannot swim may learn it here.",
    "301.30(a)/1": (
        "Boats are lent to rowers. No boat is lent after sunset, for the river is dark."
    ),
    "301.30(a)/2": (
        "Boats are lent to rowers. No boat is lent after sunset, for the river is dark."
    ),
    "301.30(b)": "Before a boat is lent, the warden shall see that:",
    "301.30(b)(1)": "the rower is awake;",
    "301.30(b)(2)x": "the bung is in its hole, as Section 301.10 (Purpose) asks of every boat; and",
    "301.30(b)(3)": "the oars are of one length.",
    "301.30(c)": "The following are no reason to refuse:",
    "301.30(c) Bad singing": "Bad singing*",
    "301.30(c) Singing": "Singing",
    "301.30(c) Wet socks of a rower": "Wet socks of a rower",
    "301.30(d)": "The warden may call a boat back at any time. A call is made with the bell.",
    "301.30(e)": (
        "A boat may be kept overnight only with the written consent of the Keeper of the boathouse."
    ),
    "301.30(f)": "Nobody lends a boat on.",
    "PG2001.17 I": "This guide is about rafts.",
    "PG2001.17 II/1": "Rafts are lent in summer.\n\nRafts are white.",
    "PG2001.17 II-b1": "only to two rowers or more;",
    "PG2001.17 II-b2": "never in a flood.",
    "PG2001.17 III": "Keep this guide with Section 301.30.",
    "301.40(a)": "A boat with a hole shall be mended:",
    "301.40(a)(A)": "at once, where water comes in;",
    "301.40(a)(B)": "else within a week.",
    "301.40(b)": "The mender signs the book.",
    "301.40(c)": "The keeper reads it.",
    "301.40(d)": "The keeper signs it, too.",
    "301.A(a)": "Songs that are sung.",
}
DATES = {
    "301.10": date(2001, 5, 1),
    "301.20": date(2004, 6, 3),
    "301.30": date(2004, 6, 3),
    "301.40": date(2001, 5, 1),
    "PG2001.17": date(2004, 6, 1),
}
PROCEDURE_PASSAGES = {
    "AP33 (header)": (
        "ADMINISTRATIVE PROCEDURES #33 HOW THE KEEPER KEEPS THE BOATHOUSE "
        "July 7, 2010 \u2013 PT 2010.02"
    ),
    "AP33.10(intro)": "The keeper keeps:",
    "AP33.10(a)": "the key of the door; and",
    "AP33.10(b)": "the lamp.",
    "AP33.10(intro)#2": "The keeper also sees to:",
    "AP33.10(a)#2": "the cat;",
    "AP33.10(b)#2/2": "the mice.",
    "AP33.10(closing)": "All is well when all sleep.",
}
