"""The window in which a case is saved as a file of another kind, with what does not fit."""

from __future__ import annotations

from html import escape

import streamlit as st

from app.case import Case
from app.terms import schema
from app.ui import readers, state, widgets
from app.ui.forms import capital
from loaders.export import FORMATS, Loss, export

_ABOUT = {
    "yaml": "The kind of file of Kinstead itself, to read and to write by hand.",
    "xlsx": "A workbook with a sheet for each kind of record, to read or fill on in Excel.",
    "turtle": "RDF as text, a statement a line.",
    "json-ld": "JSON that explains its own words, for other programs.",
    "gedcom": "A family file for genealogy programs: people, parents, unions and their dates.",
}


def open_saving(case: Case) -> None:
    """Open the window."""
    st.dialog("Save as", width="medium")(_saving)(case)


def _saving(case: Case) -> None:
    name = st.radio(
        "Kind of file",
        list(FORMATS),
        format_func=lambda each: FORMATS[each].title,
        captions=[_ABOUT[each] for each in FORMATS],
        key="save as",
    )
    chosen = FORMATS[name]
    held = readers.choose(case, "File", state.as_of())
    content, losses = export(held.case, name, held.sentences)
    if losses:
        st.warning(f"{chosen.title} cannot hold everything that the case holds.")
        shown = widgets.listing([_sentence(each) for each in losses])
        title = f"What does not fit ({len(losses)})"
        widgets.html(f"<details open><summary>{escape(title)}</summary>{shown}</details>")
    else:
        st.markdown(
            "The file holds the whole case."
            if held.reading is None
            else "The file holds whatever of the case this reader may see."
        )
    st.download_button(
        f"Save as {chosen.title}",
        content,
        f"{held.case.name}{chosen.suffix}",
        chosen.media_type,
        type="primary",
        on_click="ignore",
    )


def _sentence(loss: Loss) -> str:
    """A loss in the words of the forms."""
    record = schema().records.get(loss.section)
    if record is None:
        return str(loss)
    if not loss.field:
        return f"{capital(record.label)}: {loss.count} {loss.how}"
    field = record.field(loss.field)
    what = f"{capital(record.label)}, {field.label if field else loss.field}"
    return f"{what}: {loss.how} in {loss.count} {'record' if loss.count == 1 else 'records'}"
