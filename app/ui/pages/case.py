"""Case: open or start one, and write down people, ties and records."""

from html import escape

import streamlit as st

from app.batch import children_of
from app.case import Case
from app.errors import CaseFileError
from app.terms import schema
from app.ui import dialogs, family, opening, records, saving, state, widgets
from app.ui.forms import capital, person_label

VIEWS = ("People", "Records", "Open another")


def show_case(case: Case) -> None:
    """The open case: its people, or its records of one kind."""
    widgets.heading(f"Case {case.name}", 1)
    widgets.show_notes()
    _show_unmapped()
    _file_buttons(case)
    view = st.segmented_control("Show", VIEWS, default=VIEWS[0], required=True, key="case view")
    if view == "People":
        _people(case)
    elif view == "Records":
        _records(case)
    else:
        opening.show_opening()


def _show_unmapped() -> None:
    left_out = st.session_state.get("unmapped", ())
    if left_out:
        st.warning("The case does not hold everything that the file holds.")
        with st.expander(f"What was left out ({len(left_out)})"):
            widgets.html(widgets.listing(left_out))
        if st.button("I have seen this"):
            st.session_state["unmapped"] = ()
            st.rerun()


def _file_buttons(case: Case) -> None:
    folder, key = state.folder(), state.case_key() or ""
    children = [case.name_of(case.node(each)) for each in children_of(case)]
    people = len(case.people)
    count = f"{_counted(people, 'person', 'people')}, " + _counted(
        len(records.held_lines(case)) - people, "record", "records"
    )
    about = f"; children: {', '.join(children[:6])}" if children else ""
    widgets.html(f"<p>{escape(count + about)}</p>")
    with st.container(horizontal=True):
        if st.button("Take back the last change", disabled=not folder.can_undo(key)):
            folder.undo(key)
            state.tell("The last change is taken back. Once more brings it back.")
            st.rerun()
        if key in folder.example_keys() and st.button("Set the example back"):
            folder.reset(key)
            state.tell("The example is as it came.")
            st.rerun()
        st.download_button(
            "Save a copy of the file",
            folder.file(key).read_bytes(),
            f"{key}.yaml",
            "application/yaml",
            on_click="ignore",
        )
        if st.button("Save as …"):
            saving.open_saving(case)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _people(case: Case) -> None:
    st.header("People")
    people = sorted(case.people, key=lambda each: person_label(case, each).lower())
    chosen = st.session_state["person"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        found = st.selectbox(
            "Person",
            people,
            index=people.index(chosen) if chosen in people else None,
            format_func=lambda key: person_label(case, key),
            placeholder="Choose a person" if people else "Nobody yet",
            key=f"person {chosen} {len(people)}",
        )
        if st.button("Add a person", type="primary"):
            dialogs.open_new_person(lambda key: state.select(person=key))
    if found != chosen:
        state.select(person=found)
    if found in people:
        records.show_person(case, found)
    elif people:
        widgets.html(family.table(case))


def _records(case: Case) -> None:
    st.header("Records")
    counts = dict.fromkeys(schema().records, 0)
    for line in records.held_lines(case):
        counts[line.record.section] += 1
    section = st.selectbox(
        "Kind of record",
        list(counts),
        index=None,
        format_func=lambda each: f"{capital(schema().records[each].label)} ({counts[each]})",
        placeholder="Choose; the number says how many the case holds",
        key="section",
    )
    if section:
        records.show_section(case, section)
    else:
        records.show_lines(records.held_lines(case), "all")


def main() -> None:
    """The page."""
    refused = st.session_state.pop("refused", None)
    try:
        case = state.current_case()
    except CaseFileError as error:
        refused, case = error, None
    if refused is not None:
        widgets.show_problems(refused)
    if case is None:
        st.title("Kinstead")
        st.markdown(
            "Who may this child live with, and what is missing? Write down the family under "
            "*Case*, see every candidate with a checklist under *Placement*, and the family as a "
            "picture under *Family*. Open an example, or start a case of your own."
        )
        opening.show_opening()
    else:
        show_case(case)


main()
