"""The Ally page: the people of a team, its channels, an addition tried, releases, work owed."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from app import ally
from app.ally import Team
from app.case import Case
from app.reasoning import Ask
from app.terms import CW, label
from app.ui import checklist, dialogs, releases, state, team_answers, widgets
from app.ui.forms import capital, person_label, plain
from app.ui.team_answers import name_of

PEOPLE, CHANNELS, TRIAL = "People", "Channels", "Try an addition"
RELEASES, WORK = "Releases", "Work owed"
# What is recorded most of a team, in the order in which it is done.
_STEPS = ("teamMembers", "consents", "signedForms", "channels", "allyItems", "channelMembers")
# What else is asked of a team as a whole.
_WORK = ("allyDuties", "allyTeamOrder", "allyTransfer", "allyClosure", "allyArchive", "allyYouth")
# What is asked of each worker of the team.
_WORKER = ("allyTraining", "allySignIn", "allyStaffTeam")
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


def show(case: Case, youth: str) -> None:
    """One view of the team."""
    st.session_state["given"] = []
    team = team_answers.held(
        youth, "team", lambda: ally.read_team(case, state.law(), state.as_of(), youth)
    )
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
        releases.show_releases(case, team)
    elif view == WORK:
        _show_work(case, team)
    else:
        _show_people(case, team)


# People


def _show_people(case: Case, team: Team) -> None:
    """Everyone in the team with forms and gaps; one person opened with the onboarding checklist."""
    asked = [each.key for each in team.members if not each.owner and each.key != team.child]
    owed = team_answers.held(
        team.child,
        "papers",
        lambda: ally.papers_missing(case, state.law(), state.as_of(), team.child, asked),
    )
    missing = {key: list(told) for key, told in owed.items()}
    for each in ally.forms_to_collect(team_answers.sight(case, ally.ask_team(team.child)).releases):
        who = capital(f"{ally.release_name()} by {ally.signer_words(case, each)}.")
        missing.setdefault(each.to, []).append(who)
    forms = ally.form_names()
    rows = [
        (
            name_of(case, each.key),
            capital(", ".join(each.capacities)),
            each.since,
            ", ".join(f"{forms[form]} {day}" for form, day in each.papers.items()),
            "owner: needs none" if each.owner else " ".join(missing.get(each.key, ())) or "none",
        )
        for each in team.members
    ]
    head = ("Person", "As what", "In the team since", "Signed", "Forms missing")
    if rows:
        widgets.html(widgets.table(head, rows, "People of the team"))
    else:
        st.markdown("Nobody is recorded in this team yet.")
    _offer_records(team.child)
    _show_onboarding(case, team)


def _offer_records(youth: str) -> None:
    known = {"child": youth, "on": state.as_of().isoformat()}
    dialogs.offer_records(_STEPS, known, checklist.keep)


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
        team_answers.show_answer(case, ally.ask_addition(team.child, chosen))


# Channels


def _show_channels(case: Case, team: Team) -> None:
    if not team.channels:
        st.markdown("No channel is recorded.")
    names = ally.category_names()
    for each in team.channels:
        kind = label(CW[each.kind])
        title = f"{each.name}: {kind}, {len(each.members)} people, {len(each.items)} items"
        with st.expander(plain(title)):
            people = (
                ", ".join(name_of(case, key) for key in each.members) or "nobody but the owners"
            )
            told = [names[code] for code in each.exposes]
            told += [f"{len(each.untold)} of which it is not recorded"] if each.untold else []
            shows = ", ".join(told) or "nothing"
            widgets.html(
                f"<p><strong>In it:</strong> {escape(people)}</p>",
                f"<p><strong>Whoever is added sees:</strong> {escape(shows)}</p>",
                widgets.table(("Item", "Since"), _items(case, each.items), "What was posted"),
            )
    _offer_records(team.child)


def _items(case: Case, keys: Iterable[str]) -> list[tuple[str, str]]:
    return [(name_of(case, key), case.index.text(case.node(key), CW["postedOn"])) for key in keys]


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
    found, sight = team_answers.answer(case, ask), team_answers.sight(case, ask)
    st.session_state["given"] = [found]
    checklist.show_verdict(found)
    releases.show_opening(case, sight)
    releases.show_forms(case, ally.forms_to_collect(sight.releases))
    st.header("Why")
    team_answers.show_checks(case, ask)


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
        format_func=lambda key: name_of(case, key),
        placeholder="Choose an item",
        key="ally newitem",
    )
    return ally.ask_post(team.child, item, place) if item and place else None


# Work


def _show_work(case: Case, team: Team) -> None:
    """What is owed to the youth and the team, or by a worker, one question at a time."""
    questions = state.law().questions
    moves = case.of_class(CW["TeamTransfer"])
    chosen = st.selectbox(
        "What about",
        [*(each for each in _WORK if moves or each != "allyTransfer"), *_WORKER],
        format_func=lambda each: questions[each].label,
        key="ally work",
    )
    if chosen in _WORK:
        team_answers.show_answer(case, Ask(chosen, {"child": (team.child,)}))
    elif chosen is not None:
        _show_worker(case, team, chosen)


def _show_worker(case: Case, team: Team, question: str) -> None:
    workers = [each.key for each in team.members if each.owner]
    if not workers:
        st.markdown("No worker is assigned to this youth today: record who is.")
        dialogs.offer_records(("assignments",), {"child": team.child}, checklist.keep)
        return
    worker = st.selectbox(
        "Worker", workers, format_func=lambda key: person_label(case, key), key="ally worker"
    )
    if worker is not None:
        team_answers.show_answer(case, Ask(question, {"person": (worker,)}))
