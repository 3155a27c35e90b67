"""The memo as a PDF: the same words as the page, for a paper file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from app.case import Case
from app.model import Assessment, Reading
from app.report.content import Answer, Content, Item, Part, gather
from app.typefaces import FAMILY, UNPRINTABLE, add_faces, printable

_INK, _QUIET, _RULE = (31, 36, 48), (84, 91, 105), (201, 206, 216)
_TONES = {"good": (20, 98, 47), "bad": (163, 22, 15), "ask": (106, 61, 154), "open": (122, 75, 0)}
_HANG = 30.0  # millimetres: where the words beside a status begin

Colour = tuple[int, int, int]


def memo_pdf(
    assessments: Sequence[Assessment],
    case: Case,
    as_of: date,
    prepared_by: str,
    reading: Reading | None = None,
) -> bytes:
    """A placement memo as a PDF with headings, page numbers and an embedded font.

    The font holds Latin, Greek, Cyrillic, Hebrew and Arabic letters. A character that it lacks
    is printed as an empty box, and the memo says so.

    Args:
        assessments: the answers it reports, all of this case.
        case: the recorded facts, for the names.
        as_of: the date that the memo bears.
        prepared_by: who prepared it; may be empty.
        reading: for whom it is and what it withholds; None for the agency's own file.

    Raises:
        QuestionError: an assessment answers a question that the policy does not know.
    """
    content = gather(assessments, case, as_of, prepared_by, reading)
    sheet = _Sheet(content)
    sheet.write()
    return bytes(sheet.output())


class _Sheet(FPDF):
    """The pages of one memo."""

    def __init__(self, content: Content) -> None:
        super().__init__(format="letter")
        self.content = content
        self.lacking = False
        add_faces(self)
        self.set_text_shaping(True)
        self.set_margins(18, 18, 18)
        self.set_auto_page_break(True, margin=22)
        self.set_lang("en-US")
        self.set_title(self._fit(f"{content.title}: {content.case}, {content.as_of}"))
        self.set_creator("Kinstead")
        self.set_author(self._fit(content.prepared_by))
        midnight = datetime.combine(date.fromisoformat(content.as_of), time(), UTC)
        self.set_creation_date(midnight)  # the same memo is the same file

    def footer(self) -> None:
        """The page's number, below everything else."""
        self.set_y(-16)
        self._face(8, _QUIET)
        words = f"{self.content.title}, {self.content.case}, as of {self.content.as_of}"
        self.cell(0, 5, self._fit(words), align="L")
        self.set_x(self.l_margin)
        self.cell(0, 5, f"Page {self.page_no()} of {{nb}}", align="R")

    def write(self) -> None:  # type: ignore[override]
        """Every part of the memo, in the order of the page."""
        content = self.content
        self.add_page()
        self._heading(content.title, 0, 20)
        rows = [("Case", content.case), ("As of", content.as_of)]
        rows += [("Prepared by", content.prepared_by)] if content.prepared_by else []
        rows += [("For", content.reading.reader)] if content.reading else []
        for name, words in (*rows, *content.people):
            self._beside(name, words, _QUIET)
        if content.reading:
            self.ln(2)
        for sentence in content.reading.sentences if content.reading else ():
            self._words(sentence, 9.5)
        for answer in content.answers:
            self._answer(answer)
        if content.facts:
            self._heading("Facts relied on", 1, 14)
        for number, (fact, source) in enumerate(content.facts, start=1):
            self._bullet(f"{fact} [{source}]", f"{number}.", 9)
        if content.notices or content.cautions:
            self._heading("Later law, and wording", 1, 14)
            for notice in content.notices:
                self._bullet(f"{notice.title} (since {notice.since}): {notice.summary}")
            for caution in content.cautions:
                self._bullet(caution)
        self._law()
        self.ln(5)
        self._words(content.disclaimer, 9.5)
        if self.lacking:
            self._words(
                f"{UNPRINTABLE} stands for a character that the font of this PDF does not have. "
                "The memo as a web page shows it.",
                9.5,
            )

    def _law(self) -> None:
        self._heading("Law applied", 1, 14)
        for law in self.content.law:
            self._bullet(law)
        if self.content.clauses:
            self._heading("Clauses cited, in our own words", 2, 11.5)
        for clause, summary, instrument in self.content.clauses:
            self._keep(12)
            self._words(f"{clause}  ({instrument})", 9, style="B")
            self._words(summary, 9)
            self.ln(1)

    def _answer(self, answer: Answer) -> None:
        self._heading(answer.question, 1, 14)
        roles = "; ".join(f"{role.capitalize()}: {names}" for role, names in answer.roles)
        self._words(roles, 9.5, _QUIET)
        self.ln(2)
        self._verdict(answer)
        if answer.kin:
            self._heading("Relation to the child", 2, 11.5)
        for kin in answer.kin:
            path = f" {kin.path}" if kin.path else ""
            cited = f" [{'; '.join(kin.clauses)}]" if kin.clauses else ""
            self._bullet(f"{kin.label}: {kin.standing}.{path}{cited}")
        if answer.steps:
            self._heading("What to do next", 2, 11.5)
        for number, (step, about) in enumerate(answer.steps, start=1):
            self._bullet(step + (f" ({about})" if about else ""), f"{number}.")
        for part in answer.parts:
            self._part(part)
        if answer.idle:
            self._heading("Does not apply here", 2, 11.5)
            self._words("; ".join(answer.idle) + ".", 9, _QUIET)

    def _verdict(self, answer: Answer) -> None:
        colour = _TONES.get(answer.tone, _TONES["open"])
        self._keep(24)
        top = self.get_y()
        self.set_y(top + 2.5)
        self._words(f"{answer.sign} {answer.verdict.capitalize()}", 13, colour, style="B", inset=4)
        self._words(f"{answer.sentence} {answer.tally}", 10, inset=4)
        self.set_draw_color(*colour)
        self.set_line_width(0.5)
        self.rect(
            self.l_margin,
            top,
            self.epw,
            self.get_y() + 2.5 - top,
            round_corners=True,
            corner_radius=1.5,
        )
        self.ln(5)

    def _part(self, part: Part) -> None:
        self._keep(50)
        self._heading(part.name, 2, 11.5)
        for group in part.groups:
            self._keep(22)
            self._words(group.name, 10, _QUIET, style="B")
            self._rule()
            for item in group.checks:
                self._item(item)
            self.ln(2)

    def _item(self, item: Item) -> None:
        self._keep(16)
        self.ln(1)
        top = self.get_y()
        self._face(9.5, _TONES.get(item.tone, _TONES["open"]), "B")
        self.multi_cell(
            _HANG - 2,
            4.8,
            self._fit(f"{item.sign} {item.status.capitalize()}"),
            align="L",
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.set_y(top)
        name = f"{item.name}: {item.about}" if item.about else item.name
        self._words(name, 9.5, style="B", inset=_HANG)
        for words in (item.message, self._timing(item)):
            self._words(words, 9.5, inset=_HANG)
        self._words(f"Next: {item.next_step}" if item.next_step else "", 9.5, inset=_HANG)
        for note in item.notes:
            self._words(f"Note: {note}", 8.5, _QUIET, inset=_HANG)
        numbers = ", ".join(map(str, item.facts))
        cited = ["; ".join(item.clauses), f"Facts: {numbers}" if numbers else ""]
        self._words(" · ".join(filter(None, cited)), 8.5, _QUIET, inset=_HANG)
        self.ln(1)
        self._rule()

    @staticmethod
    def _timing(item: Item) -> str:
        by = f" By the {', '.join(item.bearers)}." if item.bearers else ""
        return item.timing + by if item.timing else ""

    # Pieces

    def _heading(self, words: str, level: int, size: float) -> None:
        self._keep(55 if level == 1 else 30)
        self.ln(0 if level == 0 else 6 if level == 1 else 3)
        self.start_section(self._fit(words), level=level)
        self._words(words, size, style="B")
        self.ln(1)

    def _beside(self, name: str, words: str, colour: Colour) -> None:
        top = self.get_y()
        self._words(name, 10, colour)
        self.set_y(top)
        self._words(words, 10, inset=_HANG)

    def _bullet(self, words: str, mark: str = "·", size: float = 10) -> None:
        self._keep(8)
        top = self.get_y()
        self._words(mark, size)
        self.set_y(top)
        self._words(words, size, inset=6)
        self.ln(0.8)

    def _words(
        self,
        words: str,
        size: float,
        colour: Colour = _INK,
        *,
        style: str = "",
        inset: float = 0.0,
    ) -> None:
        """A paragraph, set in from the left margin by some millimetres; nothing for no words."""
        if not words:
            return
        self._face(size, colour, style)
        self.set_x(self.l_margin + inset)
        width = self.epw - inset - min(inset, 4.0)
        self.multi_cell(
            width, size * 0.5, self._fit(words), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def _rule(self) -> None:
        self.set_draw_color(*_RULE)
        self.set_line_width(0.2)
        self.line(self.l_margin, self.get_y(), self.l_margin + self.epw, self.get_y())

    def _keep(self, height: float) -> None:
        """Begin a new page where less than some millimetres are left."""
        if self.will_page_break(height):
            self.add_page()

    def _face(self, size: float, colour: Colour = _INK, style: str = "") -> None:
        self.set_font(FAMILY, style, size)
        self.set_text_color(*colour)

    def _fit(self, words: str) -> str:
        """The words with a box for every character that the font lacks."""
        printed = printable(words)
        self.lacking = self.lacking or printed != words
        return printed
