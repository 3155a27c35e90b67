"""The notices to relatives: whom to write to by when, the drafts, and whom to interview."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape

import streamlit as st

from app.case import Case
from app.report.letters import Agency, languages
from app.report.notices import ASK_FIRST, Interview, Notice, Round, Withheld, find_round, look_over
from app.ui import marks, state, widgets
from app.wording import count_days

# What the page calls the two forms of a letter.
_FORMS = {"docx": "Word", "pdf": "PDF"}


def held_round(case: Case, child: str) -> Round:
    """The notices about a child, made again when case, date or child change."""
    key, day = state.case_key() or "", state.as_of()
    about = (key, state.folder().version(key), day, child)
    with st.spinner("Looking for letters that are due"):
        return state.held("letters", about, lambda: find_round(case, state.law(), day, child))


def choose_language() -> str:
    """The language of the letters."""
    names = languages()
    found = st.segmented_control(
        "Language of the letters",
        list(names),
        default=next(iter(names)),
        required=True,
        format_func=lambda code: names[code],
        key="language of letters",
    )
    return str(found)


def ask_agency() -> Agency:
    """What goes onto every letter about the sender; kept for this session only."""
    with st.expander("Your agency, for the letters"):
        st.markdown("What you leave empty stands in brackets in the letter, for you to fill in.")
        left, right = st.columns(2)
        with left:
            agency = st.text_input("Agency and office", key="letters agency")
            office = st.text_area("Its address", key="letters office", height=82)
        with right:
            worker = st.text_input("Your name", key="letters worker")
            telephone = st.text_input("Telephone", key="letters telephone")
            email = st.text_input("Email", key="letters email")
    return Agency(agency, office, worker, telephone, email)


def show_letters(found: Round, language: str, agency: Agency) -> None:
    """Each letter that is due with its two drafts, and all of them together."""
    st.header("Letters to send")
    if not found.to_send:
        st.markdown(_nothing(found))
        return
    drafts = Drafts(language, agency, found.as_of)
    widgets.html("<p>Before you send them:</p>", widgets.listing(look_over(found)))
    for notice in found.to_send:
        with st.container(horizontal=True, vertical_alignment="center", key=f"row {notice.number}"):
            widgets.html(describe(notice, found))
            for form, name in _FORMS.items():
                _offer(notice, f"Letter {notice.number} ({name})", form, drafts)
    st.download_button(
        "Save all letters and your list (zip)",
        lambda: _archive(found, language, agency),
        f"notices-{found.as_of.isoformat()}.zip",
        "application/zip",
        type="primary",
        on_click="ignore",
    )
    widgets.html(
        '<p class="kin-quiet">Drafts: read each before you sign it. A letter names the child by '
        "first name, gender and age only. Your list names relatives and cites the law; it stays "
        "with you. When a letter has gone out, record it under Case, Records.</p>"
    )


def _nothing(found: Round) -> str:
    sent = sum(not each.open for each in found.notices)
    if not sent:
        return "No letter is due on what is recorded."
    return f"No letter is due: {sent} sent already."


@dataclass(frozen=True)
class Drafts:
    """How the letters of a round are drafted."""

    language: str
    agency: Agency
    day: date


def _offer(notice: Notice, words: str, form: str, drafts: Drafts) -> None:
    """A button that saves one letter."""
    from app.report import mailing  # noqa: PLC0415 - slow to load, and only a page of letters waits

    st.download_button(
        words,
        lambda: mailing.letter_file(notice, drafts.language, drafts.agency, drafts.day, form),
        mailing.file_name(notice, drafts.language, form),
        mailing.FORMATS[form],
        key=f"letter {notice.number} {form}",
        on_click="ignore",
    )


def _archive(found: Round, language: str, agency: Agency) -> bytes:
    from app.report import mailing  # noqa: PLC0415 - see above

    return mailing.archive(mailing.all_files(found, language, agency), found.as_of)


def describe(notice: Notice, found: Round) -> str:
    """A letter in the list, as HTML: to whom, where, by when, and what to look at first."""
    days = ""
    if notice.due is not None:
        left = (notice.due - found.as_of).days
        days = f"send by {notice.due.isoformat()}, {count_days(abs(left))} "
        days += "late" if left < 0 else "left"
    if notice.other_due is not None:
        days += f"; read the other way, by {notice.other_due.isoformat()}"
    lines = [
        f"<strong>{notice.number}. {escape(notice.recipient)}</strong>",
        escape(", ".join(notice.address)),
        f"{marks.status_mark(notice.status)} {escape(days)}",
        *(f'<span class="kin-quiet">{escape(each)}</span>' for each in notice.to_check),
    ]
    return f"<p>{'<br>'.join(filter(None, lines))}</p>"


def show_withheld(found: Round) -> None:
    """Who gets no letter, and of whom that is still open."""
    for heading, people in (
        ("No letter to these", found.excluded),
        ("Settle this first", found.unsettled),
    ):
        if people:
            st.header(heading)
            widgets.html(*(_withheld(each) for each in people))


def _withheld(person: Withheld) -> str:
    return f"<p><strong>{escape(person.name)}</strong></p>{widgets.listing(person.reasons)}"


def show_interviews(found: Round) -> None:
    """Whom to contact and interview by when, person by person."""
    st.header("To be contacted and interviewed")
    if not found.interviews:
        st.markdown("Nothing is open on what is recorded.")
        return
    rows = [
        (
            f"{each[0].name}. {ASK_FIRST}" if each[0].excluded else each[0].name,
            each[0].due.isoformat(),
            " ".join(dict.fromkeys(step.what for step in each)),
            "; ".join(dict.fromkeys(clause for step in each for clause in step.clauses)),
        )
        for each in _by_person(found.interviews)
    ]
    head = ("Person", "By", "What is open", "Clause")
    widgets.html(widgets.table(head, rows, "The earliest day of each person first"))


def _by_person(interviews: Iterable[Interview]) -> list[list[Interview]]:
    grouped: dict[str, list[Interview]] = {}
    for each in interviews:
        grouped.setdefault(each.person, []).append(each)
    return list(grouped.values())
