"""The Disclosure page: the matrix, one cell of it opened, disclosures made, and notices owed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from app import disclosure
from app.case import Case
from app.decisions import assess
from app.disclosure import Draft, Event, Made, Matrix, Recipient
from app.model import Assessment, Status
from app.reasoning import Ask
from app.report.disclosure import Notice, file_name, notice_file, refusal, templates
from app.report.letters import Agency, languages
from app.ui import answers, checklist, dialogs, letters, marks, state, widgets
from app.ui.answers import Answer
from app.ui.forms import capital, person_label, plain
from app.wording import day_verdict, verdict_words

ONE, MADE, OWED = "One recipient", "Disclosures made", "Notices owed"
# What is recorded on the way to a disclosure, in the order in which it is done.
_STEPS = (
    *("disclosureRequests", "disclosureDecisions", "specificNotices", "decisionReviews"),
    *("redisclosureNotices", "disclosures"),
)
_LOOK = """
<style>
.kin-way { list-style: none; margin: 0.4rem 0; padding: 0; }
.kin ol.kin-way > li { display: flex; flex-wrap: wrap; gap: 0 1rem; margin: 0 0 0 0.5rem;
    padding: 0.25rem 0 0.55rem 1.2rem; border-left: 2px solid #7b8689; position: relative; }
.kin-way > li::before { content: ""; position: absolute; left: -0.45rem; top: 0.6rem;
    width: 0.75rem; height: 0.75rem; border-radius: 50%; border: 2px solid #7b8689;
    background: light-dark(#ffffff, #16181a); }
.kin-way > li.kin-set::before { border-radius: 0; }
.kin-way > li.kin-now { border-left-style: double; border-left-width: 4px; font-weight: 600; }
.kin-way > li > .kin-day { min-width: 6.5rem; }
.kin-way > li > div { flex: 1 1 16rem; min-width: 0; overflow-wrap: anywhere; }
.kin-say { border: 1px solid; border-radius: 0.4rem; padding: 0.4rem 0.9rem; margin: 0.4rem 0; }
</style>
"""


def look() -> None:
    """The page's own styles."""
    st.html(_LOOK)


def choose_purpose() -> str | None:
    """What the details are for; None where it is left open."""
    words = disclosure.purposes()
    chosen = st.session_state["purpose"]
    st.selectbox(
        "What for",
        list(words),
        index=list(words).index(chosen) if chosen in words else None,
        format_func=lambda code: capital(words[code]),
        placeholder="Not said: whatever is recorded",
        key=f"purpose chosen {chosen}",
        on_change=lambda: state.select(purpose=st.session_state[f"purpose chosen {chosen}"]),
    )
    return chosen if chosen in words else None


def _about(child: str, *more: object) -> tuple[object, ...]:
    """What an answer hangs on: the case as it stands, the day, and what is asked."""
    key = state.case_key() or ""
    return (key, state.folder().version(key), state.as_of(), child, *more)


def held_matrix(case: Case, child: str, purpose: str | None) -> Matrix:
    """The matrix of a child, made again when case, date, child or purpose change.

    Whoever is chosen has a row too, even where nothing but the choice asks for it.
    """
    law, day = state.law(), state.as_of()
    with st.spinner("Asking about everyone in the case"):
        known = state.held(
            "recipients",
            _about(child),
            lambda: disclosure.recipients_of(case, law, day, child),
        )
        also, listed = st.session_state["recipient"], {each.key for each in known}
        if also in case.people and also != child and also not in listed:
            known = (*known, Recipient(also, ()))
        return state.held(
            "matrix",
            _about(child, purpose, known),
            lambda: disclosure.find_matrix(
                case, law, day, child, purpose=purpose, recipients=known
            ),
        )


def tell_caregivers(case: Case, child: str) -> None:
    """Whose details they are, who is left out, and what this page does not answer."""
    keys = disclosure.caregivers_of(case, child, state.as_of())
    whose = (
        f"The details are those of <strong>{escape(_names(case, keys))}</strong>."
        if keys
        else "No placement is recorded on this date: whose details they are is not known."
    )
    there = disclosure.living_there(case, child, state.as_of())
    left_out = f" Left out, as they live there: {_names(case, there)}." if there else ""
    widgets.html(
        f"<p>{whose}{escape(left_out)} In Ally or Teams, consents of their own are needed on top "
        "(AP33); the page Ally team answers them.</p>"
    )


def _names(case: Case, keys: Iterable[str]) -> str:
    return ", ".join(case.name_of(case.node(key)) for key in keys)


def choose_other(case: Case, found: Matrix) -> None:
    """Somebody else in the case to ask about, who then has a row of the matrix."""
    listed = {found.child, *(each.key for each in found.recipients)}
    others = [key for key in case.people if key not in listed]
    key = f"other recipient {len(others)}"
    if others:
        st.selectbox(
            "Ask about somebody else",
            others,
            index=None,
            format_func=lambda each: person_label(case, each),
            placeholder="Choose a person",
            key=key,
            on_change=lambda: state.select(
                recipient=st.session_state[key], detail=found.details[0]
            ),
        )


def chosen(found: Matrix) -> tuple[str, str] | None:
    """Recipient and detail of the cell that is open, or None."""
    place = (st.session_state["recipient"] or "", st.session_state["detail"] or "")
    return place if place in found.answers else None


def show_below(case: Case, found: Matrix, opened: tuple[str, str] | None) -> None:
    """What stands below the matrix: the open cell, or what concerns the whole case."""
    if not found.recipients:
        st.markdown("Nobody is recorded who could be told.")
    view = st.segmented_control(
        "Show", (ONE, MADE, OWED), default=ONE, required=True, key="disclosure view"
    )
    if view == MADE:
        _show_made(case, found.child)
    elif view == OWED:
        _show_owed(case, found.child)
    elif opened is None:
        st.markdown("Open a cell to see the reasons, what to say, and the notices to send.")
    else:
        _show_cell(case, found, *opened)


def _held_answer(case: Case, found: Matrix, recipient: str, detail: str) -> Assessment:
    ask = disclosure.ask_for(found.child, recipient, detail, found.purpose)
    return state.held(
        "disclosure",
        _about(found.child, recipient, detail, found.purpose),
        lambda: assess(case, state.law(), state.as_of(), ask),
    )


def _show_cell(case: Case, found: Matrix, recipient: str, detail: str) -> None:
    """One cell with its reasons, what to say, what to record, the notices and the way so far."""
    name = case.name_of(case.node(recipient))
    widgets.heading(f"{name}: {disclosure.details()[detail]}")
    answer = Answer(_held_answer(case, found, recipient, detail), None)
    st.session_state["given"] = [answer.assessment]
    left, right = st.columns([7, 5], gap="medium")
    with left:
        checklist.show_verdict(answer.assessment)
        _show_refusal(answer.assessment, detail)
        st.header("Why")
        open_only = st.toggle("Open points only", key="open disclosure points only")
        checklist.show_checks(answer, case, answer.assessment.checks, open_only=open_only)
    with right:
        _show_steps(case, found, recipient, detail)
        _show_way(case, answer.assessment)
        _show_drafts(case, answer.assessment, [detail])


def _show_refusal(found: Assessment, detail: str) -> None:
    """What to say to the person, in each language; it gives no reason away."""
    said = {code: refusal(found.verdict, [detail], code) for code in languages()}
    first, *others = said
    if not said[first]:
        return
    told = "".join(f"<p>{escape(each)}</p>" for each in said[first])
    more = "".join(
        f'<details><summary lang="{code}">{escape(languages()[code])}</summary><div lang="{code}">'
        + "".join(f"<p>{escape(each)}</p>" for each in said[code])
        + "</div></details>"
        for code in others
    )
    widgets.html(f'<div class="kin-say"><h3>What to say</h3>{told}{more}</div>')


def _show_steps(case: Case, found: Matrix, recipient: str, detail: str) -> None:
    """A button for each record of the way, its form filled with what is plain already."""
    st.header("Record")
    keys = disclosure.caregivers_of(case, found.child, state.as_of())
    known: dict[str, object] = {
        "child": found.child,
        "recipient": recipient,
        "info": [detail],
        "on": state.as_of().isoformat(),
    }
    known |= {"caregiver": keys[0]} if len(keys) == 1 else {}
    known |= {"purpose": found.purpose} if found.purpose else {}
    dialogs.offer_records(_STEPS, known, checklist.keep)


def _show_way(case: Case, found: Assessment) -> None:
    """The timeline of one recipient: what was done, where today stands, what the law sets."""
    st.header("Timeline")
    day, ask = found.as_of, Ask(found.question, found.roles)
    events = state.held(
        "way",
        _about(*map(str, found.roles.items())),
        lambda: disclosure.timeline(case, state.law(), day, ask),
    )
    before = [_event(each) for each in events if each.day <= day]
    after = [_event(each) for each in events if each.day > day]
    now = (
        f'<li class="kin-now"><span class="kin-day">{day.isoformat()}</span><div>As-of date: '
        f"{escape(day_verdict(found))}</div></li>"
    )
    widgets.html(f'<ol class="kin-way">{"".join([*before, now, *after])}</ol>')
    if not events:
        st.markdown("Nothing is recorded on the way to telling this person.")


def _event(found: Event) -> str:
    kind = ' class="kin-set"' if found.set_by_law else ""
    what = capital(found.what) + (" (set by law)" if found.set_by_law else "")
    said = (
        f"<details><summary>As recorded</summary><p>{escape(found.sentence)}</p></details>"
        if found.sentence
        else ""
    )
    return (
        f'<li{kind}><span class="kin-day">{found.day.isoformat()}</span>'
        f"<div>{escape(what)}{said}</div></li>"
    )


def _show_drafts(case: Case, found: Assessment, details: Sequence[str]) -> None:
    """The notices that belong to an answer, as drafts in Word and PDF."""
    st.header("Notices as drafts")
    drafts = disclosure.find_drafts(case, state.law(), found, details)
    if not drafts:
        st.markdown("None: as things stand it may not be told, or no notice belongs to it.")
        return
    language, agency = letters.choose_language(), letters.ask_agency()
    for draft in drafts:
        _show_draft(draft, language, agency)
    widgets.html(
        '<p class="kin-quiet">Each bears the as-of date, and its days count from it: send it on '
        "that day. Read it before you sign it; what stands in brackets is for you to fill in. "
        "Record it once it is given.</p>"
    )


def _show_draft(draft: Draft, language: str, agency: Agency) -> None:
    notice = draft.notice
    title = templates()["en"][notice.kind]["title"]
    to = f"To {notice.to.name}." if notice.to.name else "To the caregiver, who is not recorded."
    standing = "Still to be given." if draft.wanted else "One is on record."
    widgets.html(f"<p><strong>{escape(title)}</strong><br>{escape(f'{to} {standing}')}</p>")
    with st.container(horizontal=True):
        for form, name in (("docx", "Word"), ("pdf", "PDF")):
            _offer(notice, f"Notice {notice.number} ({name})", form, language, agency)


def _offer(notice: Notice, words: str, form: str, language: str, agency: Agency) -> None:
    """A button that saves one notice."""
    from app.report.mailing import FORMATS  # noqa: PLC0415 - slow to load

    st.download_button(
        words,
        lambda: notice_file(notice, language, agency, form),
        file_name(notice, language, form),
        FORMATS[form],
        key=f"draft {notice.number} {form}",
        on_click="ignore",
    )


def _show_made(case: Case, child: str) -> None:
    """Every disclosure on record with what it stood on."""
    st.header(MADE)
    found = state.held(
        "made",
        _about(child),
        lambda: disclosure.find_made(case, state.law(), state.as_of(), child),
    )
    if not found:
        st.markdown("No disclosure is recorded.")
    for each in found:
        worst = answers.joint(answer.verdict for answer in each.then)
        name = plain(case.name_of(case.node(each.recipient)))
        title = f"{each.day.isoformat()}, {name}: {verdict_words(worst)} on that day"
        with st.expander(title):
            _show_one_made(case, each)


def _show_one_made(case: Case, made: Made) -> None:
    law = state.law()
    widgets.html(f"<p>{escape(capital(made.sentence))} ({escape(made.source)})</p>")
    if made.checks:
        widgets.html(
            "<h3>What the law looks at afterwards</h3>",
            *(marks.check(each, case, law, state.as_of()) for each in made.checks),
        )
    names = disclosure.details()
    for answer in made.then:
        told = ", ".join(names[code] for code in answer.roles.get("info", ())) or "everything"
        live = [each for each in answer.checks if each.status is not Status.NOT_APPLICABLE]
        widgets.html(
            f"<h3>What it stood on: {escape(told)}</h3>",
            marks.verdict(answer, law.question(answer.question).label, checklist.summary(answer)),
            *(marks.check(each, case, law, made.day) for each in live),
        )
    widgets.html(
        '<p class="kin-quiet">The question as it is answered for the day of the disclosure, from '
        "what is recorded now.</p>"
    )


def _show_owed(case: Case, child: str) -> None:
    """The notices that are owed about a child, and the assessment with its date."""
    st.header(OWED)
    ask = Ask(disclosure.NOTICES, {"child": (child,)})
    found = state.held("owed", _about(child), lambda: assess(case, state.law(), state.as_of(), ask))
    answer = Answer(found, None)
    st.session_state["given"] = [found]
    checklist.show_moved(found)
    st.markdown(checklist.summary(found))
    checklist.show_checks(answer, case, found.checks, open_only=False)
    _show_drafts(case, found, list(disclosure.details()))
