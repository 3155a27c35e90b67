"""Every paper that can leave the agency, as the text that it holds for whoever looks closely."""

import io
import json
import re
import unicodedata
import zipfile
from html import unescape

from app import disclosure, report
from app.genogram import draw, to_pdf, to_png
from app.policy import policy
from app.reasoning import Ask
from app.report import mailing
from app.report.disclosure import Kind, notice_file
from app.report.letters import Agency, languages
from app.report.notices import find_round
from loaders.export import FORMATS, export
from tests.unit.pdf import pdf_words, unpacked

# What makes papers, and where each is tried: a writer that is not here fails a test.
WRITERS = {
    "app.genogram.drawing.draw": "svg",
    "app.genogram.export.to_pdf": "picture pdf",
    "app.genogram.export.to_png": "png",
    "app.report.data.check_json": "due",
    "app.report.data.to_json": "check",
    "app.report.disclosure.notice_file": "notices",
    "app.report.mailing.all_files": "letters",
    "app.report.mailing.letter_file": "letters",
    "app.report.memo.memo": "memo",
    "app.report.memo_pdf": "memo pdf",
    "loaders.export.export": "yaml",
    # Pieces of the above.
    "app.report.letters_docx.letter_docx": "letters",
    "app.report.letters_pdf.letter_pdf": "letters",
    "app.report.pdf.memo_pdf": "memo pdf",
    "loaders.export_gedcom.gedcom7": "gedcom",
    "loaders.export_rdf.json_ld": "json-ld",
    "loaders.export_rdf.turtle": "turtle",
    "loaders.export_workbook.xlsx": "xlsx",
    "app.report.mailing.archive": "letters",
    # The worker's own list, which stays in the office and says so.
    "app.report.letters_docx.cover_docx": None,
}


def papers(shown, asks):
    """Name to text of every paper for the reader of a redaction.

    Args:
        shown: the redaction.
        asks: what the memo and the JSON answer.
    """
    found = shown.assess(shown.sift(asks))
    case, day, said = shown.case, shown.as_of, shown.sentences
    told = (found, case, day, "Theo Lindqvist", shown.reading)
    svg = draw(case, day, case.people[0], said=said)
    texts = {
        "memo": unescape(report.memo(*told)),
        "memo pdf": pdf_text(report.memo_pdf(*told)),
        "check": json.dumps(report.to_json(found), ensure_ascii=False),
        "due": json.dumps(
            [report.check_json(each.check, day) for each in shown.find_due()], ensure_ascii=False
        ),
        "svg": unescape(svg),
        "png": svg_of_png(to_png(svg)),
        "picture pdf": pdf_text(to_pdf(svg)),
        "notices": "",
        "letters": "",
    }
    texts |= {name: packed(export(case, name, said)[0]) for name in FORMATS}
    return texts


def addressed(case, day, child, reader):
    """Every draft that is addressed to one person, as text: notices of disclosure, letters."""
    law, texts = policy(), []
    ask = disclosure.ask_for(child, reader)
    (found,) = disclosure.redact(case, law, day, None).assess([ask])
    for draft in disclosure.find_drafts(case, law, found, list(disclosure.details())):
        if draft.notice.kind is Kind.REDISCLOSURE:
            texts += [
                packed(notice_file(draft.notice, language, Agency(), form))
                for language in languages()
                for form in mailing.FORMATS
            ]
    letters = find_round(case, law, day, child)
    for notice in letters.to_send:
        if notice.person == reader:
            texts += [
                packed(mailing.letter_file(notice, language, Agency(), day, form))
                for language in languages()
                for form in mailing.FORMATS
            ]
    return texts


def packed(content):
    """All the text that a file holds: of a zip every part, of a PDF its words and what it says."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = [*parts.namelist()]
            return "\n".join(
                [*names, *(_plain(parts.read(name).decode(errors="replace")) for name in names)]
            )
    return pdf_text(content) if content.startswith(b"%PDF") else content.decode()


def _plain(xml):
    """XML with and without its marks: a name may stand in several runs."""
    text = unescape(xml)
    return text + "\n" + re.sub(r"<[^>]+>", "", text)


def pdf_text(content):
    """The words of a PDF with its title, author and bookmarks, which stand in UTF-16."""
    plain = unpacked(content)
    titles = re.findall(rb"\((\xfe\xff(?:[^\\)]|\\.)*)\)", plain, re.DOTALL)
    said = (re.sub(rb"\\(.)", rb"\1", each).decode("utf-16", "replace") for each in titles)
    return "\n".join([pdf_words(content), *said])


def svg_of_png(content):
    """A PNG has no text of its own: it is drawn from the SVG and must carry none."""
    assert content.startswith(b"\x89PNG")
    chunks = (b"tEXt", b"iTXt", b"zTXt")
    return "text" if any(each in content for each in chunks) else ""


def bare(text):
    """A text in small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L"))
    return "".join(each for each in parts if not unicodedata.combining(each)).casefold()


def squeezed(text):
    """A text of letters and digits only, in small letters without accents."""
    return "".join(each for each in bare(text) if each.isalnum())


def held(text, value):
    """Whether a text holds a value, whatever stands between its letters."""
    return squeezed(value) in squeezed(text)


def word(text, value):
    """Whether a text holds a value as a word."""
    return bool(re.search(rf"(?<![^\W_]){re.escape(bare(value))}(?![^\W_])", bare(text)))


def asks_about(case, child, reader):
    """What a paper may answer: the child with everybody, and what the reader may be told."""
    people = [key for key in case.people if key != child]
    return [
        *(Ask("placement", {"child": (child,), "candidate": (key,)}) for key in people),
        disclosure.ask_for(child, reader),
    ]
