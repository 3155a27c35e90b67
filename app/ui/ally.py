"""The Ally page: the people of a team, its channels, an addition tried, releases, work owed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from html import escape

import streamlit as st

from app import ally
from app.ally import Form, Sight, Team
from app.case import Case
from app.decisions import assess
from app.model import Assessment, Status
from app.reasoning import Ask
from app.terms import CW, label, schema
from app.ui import checklist, dialogs, state, widgets
from app.ui.answers import Answer
from app.ui.forms import capital, person_label, plain
from app.ui.state import Held

PEOPLE, CHANNELS, TRIAL = "People", "Channels", "Try an addition"
RELEASES, WORK = "Releases", "Work owed"
# What is recorded most of a team, in the order in which it is done.
_STEPS = ("teamMembers", "consents", "signedForms", "channels", "items", "channelMembers")
# What else is asked of a team as a whole.
_WORK = ("allyDuties", "allyTeamOrder", "allyTransfer", "allyClosure", "allyArchive", "allyYouth")
_RELEASED = {
    Status.MET: "✓ released",
    Status.MISSING: "○ release missing",
    Status.VIOLATED: "✗ seen without release",
    Status.UNKNOWN: "? open",
}
_WHOLE_TEAM = "The team, with all its standard channels"
_LOOK = """
<style>
.kin table.kin-releases td { text-align: center; white-space: nowrap; }
.kin table.kin-releases td:first-child { text-align: left; }
</style>
"""


def look() -> None:
    """The page's own styles."""
    st.html(_LOOK)


def choose_youth(case: Case) -> str | None:
    """The youth whose team it is; the only one of a case is chosen at once."""
    known = ally.youths_of(case)
    every = [*known, *(key for key in case.people if key not in known)]
    chosen, _ = state.people_selected(case)
    first = chosen[0] if chosen else known[0] if len(known) == 1 else None
    found = st.selectbox(
        "Youth",
        every,
        index=every.index(first) if first else None,
        format_func=lambda key: person_label(case, key),
        placeholder="Choose a youth",
        key=f"youth of the team {case.name} {first}",
    )
    if found is not None and (found,) != chosen:
        state.select(child=[found])
    return found


def show(case: Case, youth: str) -> None:
    """One view of the team."""
    st.session_state["given"] = []
    team = _held(youth, "team", lambda: ally.read_team(case, state.law(), state.as_of(), youth))
    view = st.segmented_control(
        "Show",
        (PEOPLE, CHANNELS, TRIAL, RELEASES, WORK),
        default=PEOPLE,
        required=True,
        key="ally view",
    )
    if view == CHANNELS:
        _show_channels(case, team)
    elif view == TRIAL:
        _show_trial(case, team)
    elif view == RELEASES:
        _show_releases(case, team)
    elif view == WORK:
        _show_work(case, team)
    else:
        _show_people(case, team)


def _held(youth: str, name: str, make: Callable[[], Held], *more: object) -> Held:
    """An answer about the team, made again when case, day or question change."""
    key = state.case_key() or ""
    about = (key, state.folder().version(key), state.as_of(), youth, *more)
    return state.held(f"ally {name}", about, make)


def _answer(case: Case, ask: Ask) -> Assessment:
    (youth,) = ask.roles["child"]
    roles = tuple(map(str, ask.roles.items()))
    return _held(
        youth, "answer", lambda: assess(case, state.law(), state.as_of(), ask), ask.question, *roles
    )


def _sight(case: Case, ask: Ask) -> Sight:
    (youth,) = ask.roles["child"]
    roles = tuple(map(str, ask.roles.items()))
    return _held(
        youth,
        "sight",
        lambda: ally.find_sight(case, state.law(), state.as_of(), ask),
        ask.question,
        *roles,
    )


def _name(case: Case, key: str) -> str:
    return case.name_of(case.node(key))


# People


def _show_people(case: Case, team: Team) -> None:
    """Everyone in the team with forms and gaps; one person opened with the onboarding checklist."""
    sight = _sight(case, ally.ask_team(team.child))
    missing: dict[str, list[str]] = {}
    for each in ally.forms_to_collect(sight.releases):
        missing.setdefault(each.to, []).append(_signers(case, each))
    forms = ally.form_names()
    rows = [
        (
            _name(case, each.key),
            capital(", ".join(each.capacities)),
            each.since,
            ", ".join(f"{forms[form]} {day}" for form, day in each.papers.items()),
            "owner: needs none"
            if each.owner
            else "; ".join(f"CFS 600-3 by {who}" for who in missing.get(each.key, ())) or "none",
        )
        for each in team.members
    ]
    head = ("Person", "As what", "In the team since", "Signed", "Releases missing")
    if rows:
        widgets.html(widgets.table(head, rows, "People of the team"))
    else:
        st.markdown("Nobody is recorded in this team yet.")
    _show_recording(team.child)
    _show_onboarding(case, team)


def _show_recording(youth: str) -> None:
    """A button for each record of a team, its form filled with the youth and the day."""
    known = {"child": youth, "on": state.as_of().isoformat()}
    with st.container(horizontal=True):
        for section in _STEPS:
            record = schema().records[section]
            if st.button(capital(record.label), key=f"record {section}", wrap=True):
                preset = {key: value for key, value in known.items() if record.field(key)}
                dialogs.open_record(section, None, preset, checklist.keep)


def _show_onboarding(case: Case, team: Team) -> None:
    st.header("Onboarding of one person")
    others = [each.key for each in team.members if not each.owner]
    people = [key for key in (*others, *team.others) if key != team.child]
    chosen = st.session_state["person"]
    st.selectbox(
        "Person",
        people,
        index=people.index(chosen) if chosen in people else None,
        format_func=lambda key: person_label(case, key),
        placeholder="Choose a person",
        key=f"to be onboarded {chosen}",
        on_change=lambda: state.select(person=st.session_state[f"to be onboarded {chosen}"]),
    )
    if chosen in people:
        _show_answer(case, ally.ask_addition(team.child, chosen))


def _show_answer(case: Case, ask: Ask) -> None:
    """An answer with its checks, in the lawful order of the families of the question."""
    found = _answer(case, ask)
    st.session_state["given"] = [found]
    checklist.show_verdict(found)
    _show_checks(case, ask)


def _show_checks(case: Case, ask: Ask) -> None:
    found = _answer(case, ask)
    open_only = st.toggle("Open points only", key=f"open ally points {ask.question}")
    checklist.show_checks(Answer(found, None), case, found.checks, open_only=open_only)


# Channels


def _show_channels(case: Case, team: Team) -> None:
    if not team.channels:
        st.markdown("No channel is recorded.")
    names = ally.category_names()
    for each in team.channels:
        kind = label(CW[each.kind])
        title = f"{each.name}: {kind}, {len(each.members)} people, {len(each.items)} items"
        with st.expander(plain(title)):
            people = ", ".join(_name(case, key) for key in each.members) or "nobody but the owners"
            shows = ", ".join(names[code] for code in each.exposes) or "nothing"
            widgets.html(
                f"<p><strong>In it:</strong> {escape(people)}</p>",
                f"<p><strong>Whoever is added sees:</strong> {escape(shows)}</p>",
                widgets.table(("Item", "Since"), _items(case, each.items), "What was posted"),
            )
    _show_recording(team.child)


def _items(case: Case, keys: Iterable[str]) -> list[tuple[str, str]]:
    return [(_name(case, key), case.index.text(case.node(key), CW["postedOn"])) for key in keys]


# An addition tried


def _show_trial(case: Case, team: Team) -> None:
    """What would open up if somebody were added, or something posted; nothing is recorded."""
    left, right = st.columns(2, gap="medium")
    channels = {each.key: each.name for each in team.channels}
    with left:
        what = st.radio("Add", ("A person", "An item"), horizontal=True, key="ally trial")
    with right:
        places = ["", *channels] if what == "A person" else list(channels)
        place = st.selectbox(
            "To",
            places,
            format_func=lambda key: channels.get(key, _WHOLE_TEAM),
            placeholder="Choose a channel",
            key=f"ally place {what}",
        )
    with left:
        ask = _ask_person(case, team, place) if what == "A person" else _ask_item(case, team, place)
    if ask is None:
        st.markdown("Choose to see what would open up, and what must be signed by whom.")
        return
    found, sight = _answer(case, ask), _sight(case, ask)
    st.session_state["given"] = [found]
    checklist.show_verdict(found)
    _show_opening(case, sight)
    _show_forms(case, ally.forms_to_collect(sight.releases))
    st.header("Why")
    _show_checks(case, ask)


def _ask_person(case: Case, team: Team, place: str | None) -> Ask | None:
    members = [each.key for each in team.members if not each.owner and each.key != team.child]
    people = [*(key for key in team.others if key != team.child), *members]
    person = st.selectbox(
        "Who",
        people,
        index=None,
        format_func=lambda key: person_label(case, key),
        placeholder="Choose a person",
        key="ally newcomer",
    )
    return ally.ask_addition(team.child, person, place or None) if person else None


def _ask_item(case: Case, team: Team, place: str | None) -> Ask | None:
    items = [case.key(node) for node in case.of_class(CW["Item"])]
    item = st.selectbox(
        "What",
        items,
        index=None,
        format_func=lambda key: _name(case, key),
        placeholder="Choose an item",
        key="ally newitem",
    )
    return ally.ask_post(team.child, item, place) if item and place else None


def _show_opening(case: Case, sight: Sight) -> None:
    """What somebody would see who does not see it today."""
    st.header("What would open up")
    names = ally.category_names()
    rows = [
        (
            _name(case, each.to),
            capital(names[each.category]),
            _name(case, each.about),
            ", ".join(_name(case, item) for item in each.items) or "being in the team",
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


# Releases


def _show_releases(case: Case, team: Team) -> None:
    """Person by category: how the releases stand for what each sees today; forms to collect."""
    sight = _sight(case, ally.ask_team(team.child))
    cells = ally.consent_matrix(sight)
    names = ally.category_names()
    shown = [code for code in names if any(category == code for _, category in cells)]
    people = [each.key for each in team.members if any(to == each.key for to, _ in cells)]
    if cells:
        head = "".join(f'<th scope="col">{escape(capital(names[code]))}</th>' for code in shown)
        body = "".join(
            f'<tr><th scope="row">{escape(_name(case, key))}</th>'
            + "".join(f"<td>{_cell(case, cells.get((key, code)))}</td>" for code in shown)
            + "</tr>"
            for key in people
        )
        widgets.html(
            '<div class="kin-wide" role="region" tabindex="0" aria-label="Releases">'
            '<table class="kin-releases"><caption class="kin-quiet">Who sees what today, and '
            "whether it is released</caption>"
            f'<thead><tr><th scope="col">Person</th>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )
    else:
        st.markdown("Nobody but the owners sees anything of this team.")
    _show_forms(case, ally.forms_to_collect(sight.releases))
    _show_answer(case, ally.ask_team(team.child))


def _cell(case: Case, found: ally.Cell | None) -> str:
    if found is None:
        return '<span class="kin-quiet">not seen</span>'
    about = ", ".join(_name(case, key) for key in found.about)
    return f"{escape(_RELEASED[found.standing])}<br><small>about {escape(about)}</small>"


def _show_forms(case: Case, forms: Sequence[Form]) -> None:
    """The CFS 600-3 that are still to be signed, and the list as a file."""
    st.header("Forms to collect")
    if not forms:
        st.markdown("Every release is there.")
        return
    rows = [_form_row(case, each) for each in forms]
    head = ("CFS 600-3 naming", "Signed by", "Listing", "Open")
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
    names = ally.category_names()
    lists = "; ".join(
        f"{', '.join(names[code] for code in told)} about {_name(case, about)}"
        for about, told in form.lists.items()
    )
    doubt = "" if form.settled else "Whether that is enough: ask the supervisor or Legal"
    return _name(case, form.to), _signers(case, form), lists, doubt


def _signers(case: Case, form: Form) -> str:
    return " or ".join(_name(case, key) for key in form.signers) or "nobody recorded who may sign"


def _as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    # A spreadsheet takes what begins so for a formula; a name may begin with anything.
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(head)
    writer.writerows([f"'{cell}" if cell[:1] in "=+-@\t" else cell for cell in row] for row in rows)
    return held.getvalue().encode("utf-8-sig")


# Work


def _show_work(case: Case, team: Team) -> None:
    """What is owed to the youth and the team, question by question."""
    questions = state.law().questions
    known = [each for each in _WORK if each in questions]
    found = {each: _answer(case, Ask(each, {"child": (team.child,)})) for each in known}
    chosen = st.selectbox(
        "What about",
        known,
        format_func=lambda each: f"{questions[each].label} {_standing(found[each])}",
        key="ally work",
    )
    if chosen is not None:
        _show_answer(case, Ask(chosen, {"child": (team.child,)}))


def _standing(found: Assessment) -> str:
    count = sum(c.status not in (Status.MET, Status.NOT_APPLICABLE) for c in found.checks)
    return f"({count} open)" if count else "(in order)"
