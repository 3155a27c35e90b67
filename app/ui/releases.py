"""Releases on the Ally page: what would open up, who sees what, and the forms to collect."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from app import ally
from app.ally import Form, Sight, Team
from app.case import Case
from app.model import Status
from app.ui import state, team_answers, widgets
from app.ui.forms import capital
from app.ui.team_answers import name_of

_RELEASED = {
    Status.MET: "✓ released",
    Status.MISSING: "○ release missing",
    Status.VIOLATED: "✗ seen without release",
    Status.UNKNOWN: "? open",
}


def show_opening(case: Case, sight: Sight) -> None:
    """What somebody would see who does not see it today."""
    st.header("What would open up")
    names = ally.category_names()
    rows = [
        (
            name_of(case, each.to),
            capital(names[each.category]),
            name_of(case, each.about),
            ", ".join(name_of(case, item) for item in each.items) or "being in the team",
            _RELEASED[each.standing],
        )
        for each in sight.exposures
        if not each.stands
    ]
    if rows:
        head = ("Would see", "What", "About", "Through", "Released")
        widgets.html(widgets.table(head, rows, "What is not seen today and would be"))
    else:
        st.markdown("Nothing that is not seen today.")


def show_releases(case: Case, team: Team) -> None:
    """Person by category: how the releases stand for what each sees today; forms to collect."""
    sight = team_answers.sight(case, ally.ask_team(team.child))
    cells = ally.consent_matrix(sight)
    names = ally.category_names()
    shown = [code for code in names if any(category == code for _, category in cells)]
    people = [each.key for each in team.members if any(to == each.key for to, _ in cells)]
    if cells:
        head = "".join(f'<th scope="col">{escape(capital(names[code]))}</th>' for code in shown)
        body = "".join(
            f'<tr><th scope="row">{escape(name_of(case, key))}</th>'
            + "".join(f"<td>{_cell(case, cells.get((key, code)))}</td>" for code in shown)
            + "</tr>"
            for key in people
        )
        widgets.html(
            '<div class="kin-wide" role="region" tabindex="0" aria-label="Releases">'
            '<table class="kin-releases"><caption class="kin-quiet">Who sees what today, and '
            "whether it is released; what Rule 301 says of the caregiver stands below</caption>"
            f'<thead><tr><th scope="col">Person</th>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )
    else:
        st.markdown("Nobody but the owners sees anything of this team.")
    show_forms(case, ally.forms_to_collect(sight.releases))
    team_answers.show_answer(case, ally.ask_team(team.child))


def _cell(case: Case, found: ally.Cell | None) -> str:
    if found is None:
        return '<span class="kin-quiet">not seen</span>'
    about = ", ".join(name_of(case, key) for key in found.about)
    return f"{escape(_RELEASED[found.standing])}<br><small>about {escape(about)}</small>"


def show_forms(case: Case, forms: Sequence[Form]) -> None:
    """The CFS 600-3 that are still to be signed, and the list as a file."""
    st.header("Forms to collect")
    if not forms:
        st.markdown("Every release is there.")
        return
    rows = [_form_row(case, each) for each in forms]
    head = (f"{capital(ally.release_name())} naming", "Signed by", "Listing", "Open")
    widgets.html(widgets.table(head, rows, "Releases that are still to be signed"))
    st.download_button(
        "List of forms (csv)",
        lambda: _as_csv(head, rows),
        f"forms-{state.case_key()}-{state.as_of().isoformat()}.csv",
        "text/csv",
        key="forms to collect",
        on_click="ignore",
    )


def _form_row(case: Case, form: Form) -> tuple[str, str, str, str]:
    doubt = "" if form.settled else "Whether that is enough: ask the supervisor or Legal"
    return name_of(case, form.to), ally.signer_words(case, form), ally.list_words(case, form), doubt


def _as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    # A spreadsheet takes what begins so for a formula; a name may begin with anything.
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(head)
    writer.writerows([f"'{cell}" if cell[:1] in "=+-@\t" else cell for cell in row] for row in rows)
    return held.getvalue().encode("utf-8-sig")
