"""The pages without a browser: what they show, what they write, and what stays in the address."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.terms import schema
from loaders import document

FAMILY = """\
case: reed
people:
  mia: {name: Mia Reed, born: 2016-04-10}
  leo: {name: Leo Reed, born: 2018-09-02}
  ana: {name: Ana Reed, born: 1990-01-20}
  rosa: {name: Rosa Reed, born: 1965-03-02}
  hugo: {name: Hugo Reed, born: 1960-06-06}
  evil: {name: '<img src=x onerror=alert(1)> ![x](https://far.example/x.png)'}
homes:
  oak: {name: Oak Street}
parentage:
- {parent: ana, child: mia, basis: birth}
- {parent: ana, child: leo, basis: birth}
- {parent: rosa, child: ana, basis: birth}
custody:
- {child: mia, custodyKind: temporaryCustody, from: 2024-02-05}
- {child: leo, custodyKind: temporaryCustody, from: 2024-02-05}
members:
- {home: oak, person: rosa}
- {home: oak, person: hugo}
convictions:
- {person: hugo, offence: involuntaryManslaughter, on: 1985-03-03}
"""
ROOT = Path(__file__).parents[2]


@pytest.fixture
def cases(monkeypatch, tmp_path):
    monkeypatch.setenv("KINSTEAD_CASES", str(tmp_path))
    monkeypatch.chdir(ROOT)
    (tmp_path / "reed.yaml").write_text(FAMILY)
    return tmp_path


@pytest.fixture
def page(cases):
    assert (cases / "reed.yaml").exists()

    def opened(name, **query):
        at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
        for key, value in query.items():
            at.query_params[key] = value
        at.run()
        if name != "case":
            at.switch_page(f"app/ui/pages/{name}.py").run()
        assert not at.exception
        return at

    return opened


def all_html(at):
    return " ".join(block.proto.body for block in at.get("html"))


def press(at, label):
    next(each for each in at.button if each.label == label).click()
    at.run()
    assert not at.exception
    return at


# Pages


def test_without_a_case_the_first_page_offers_to_open_or_start_one(page):
    at = page("case")
    assert at.title[0].value == "Kinstead"
    press(at, "reed")
    assert "<h1>Case reed</h1>" in all_html(at)
    assert at.query_params["case"] == "reed"


@pytest.mark.parametrize("name", ["placement", "family"])
def test_without_a_case_the_other_pages_lead_to_one(page, name):
    assert any("No case is open" in each.value for each in page(name).markdown)


@pytest.mark.parametrize("name", ["placement", "family"])
def test_a_page_of_a_case_with_nobody_in_it_keeps_its_title_and_says_so(page, cases, name):
    (cases / "empty.yaml").write_text("case: empty\n")
    for case, said in (("empty", "Nobody is recorded"), ("nosuch", "cannot be loaded")):
        at = page(name, case=case)
        assert at.title[0].value == name.capitalize()
        assert any(said in each.value for each in [*at.markdown, *at.error])


def test_a_case_is_not_started_without_a_name_of_its_own(page):
    at = press(page("case"), "Start the case")
    assert at.error[0].value == "Give the case a name first."
    at.text_input[0].set_value("reed")
    press(at, "Start the case")
    assert "is not started" in at.error[0].value


@pytest.mark.parametrize("day", ["1700-01-01", "9999-12-31", "2024-99-99"])
def test_a_day_that_the_app_cannot_show_is_today(page, day):
    shown = page("placement", case="reed", as_of=day).date_input[0].value
    assert shown == page("placement", case="reed").date_input[0].value


def test_the_case_page_begins_with_everyone(page):
    assert "<table>" in all_html(page("case", case="reed"))


def test_a_case_that_cannot_be_read_is_told_with_every_problem(page, cases):
    (cases / "bad.yaml").write_text("case: bad\npeople:\n  mia: {nmae: Mia}\n")
    at = page("case", case="bad")
    assert "cannot be loaded" in at.error[0].value
    assert "nmae" in all_html(at)


@pytest.mark.parametrize("name", ["case", "placement", "family", "about"])
def test_names_never_become_markup(page, name):
    at = page(name, case="reed", as_of="2024-03-01", child="mia", candidate="evil", person="evil")
    assert "<img" not in all_html(at)
    labels = [each.label for each in at.button] + [each.value for each in at.header]
    assert not [label for label in labels if re.search(r"(?<!\\)(<|!\[)", label)]


def test_the_address_holds_identifiers_and_survives_a_refresh(page):
    query = {"case": "reed", "as_of": "2024-03-01", "child": "mia", "candidate": "rosa"}
    at = page("placement", **query)
    assert at.query_params == query
    assert "<h2>Rosa Reed</h2>" in all_html(at)


def test_an_address_of_somebody_unknown_selects_nobody(page):
    at = page("placement", case="reed", child="nobody", candidate="nobody", as_of="x")
    assert any("Choose a child" in each.value for each in at.markdown)


def test_an_example_is_set_back(page, cases):
    example = next(iter(sorted((ROOT / "examples").glob("*.yaml"))))
    at = press(page("case"), example.stem)
    copy = cases / example.name
    assert copy.read_text() == example.read_text()
    copy.write_text(FAMILY)
    press(at, "Set the example back")
    assert copy.read_text() == example.read_text()


# Placement


def test_a_candidate_is_chosen_from_the_list_and_gets_a_checklist_in_two_parts(page):
    at = page("placement", case="reed", child="mia", as_of="2024-03-01")
    press(at, "Rosa Reed")
    headings = [each.value for each in at.header]
    assert [h.split(":")[0] for h in headings if ":" in h] == ["Before the move", "After the move"]
    assert at.query_params["candidate"] == "rosa"
    shown = all_html(at)
    assert "Involuntary manslaughter" in shown
    assert "Hugo Reed" in shown


def test_a_check_shows_its_status_as_a_word(page):
    at = page("placement", case="reed", child="mia", candidate="rosa", as_of="2024-03-01")
    assert "violated" in all_html(at)
    assert "Prohibited" in all_html(at) or "prohibited" in all_html(at)


def test_open_points_only_leaves_out_what_is_met(page):
    at = page("placement", case="reed", child="mia", candidate="rosa", as_of="2024-03-01")
    before = all_html(at).count('class="kin-check kin-good"')
    at.toggle[0].set_value(True).run()
    assert before > all_html(at).count('class="kin-check kin-good"') == 0


def test_the_as_of_date_changes_the_answer(page):
    at = page("placement", case="reed", child="mia", candidate="rosa", as_of="1984-01-01")
    assert "violated" not in all_html(at)


# Changes


@pytest.fixture
def form(cases):
    assert (cases / "reed.yaml").exists()

    def opened(section, at=None, preset=None):
        def draw(section, at, preset):
            from app.terms import schema
            from app.ui import dialogs, state

            state.restore()
            dialogs.record_form(schema().records[section], at, preset)

        found = AppTest.from_function(draw, args=(section, at, preset or {}), default_timeout=30)
        found.query_params["case"] = "reed"
        return found.run()

    return opened


def field(at, label):
    return next(each for each in at.text_input if each.label.startswith(label))


def test_a_record_added_by_a_form_is_in_the_file_at_once(form, cases):
    at = form("members", None, {"home": "oak"})
    next(each for each in at.selectbox if each.label == "Person (needed)").set_value("ana")
    press(at, "Save")
    assert "- {home: oak, person: ana}" in (cases / "reed.yaml").read_text()


def test_a_form_without_what_is_needed_writes_nothing(form, cases):
    before = (cases / "reed.yaml").read_text()
    assert press(form("homes"), "Save").error == []
    before = (cases / "reed.yaml").read_text()
    at = press(form("custody"), "Save")
    assert at.error[0].value == "Needed: child, kind of legal basis."
    assert (cases / "reed.yaml").read_text() == before


def test_a_row_is_replaced_where_it_stands(form, cases):
    at = form("people", "mia", {"name": "Mia Reed", "born": "2016-04-10"})
    field(at, "Born").set_value("2016-04-11")
    press(at, "Save")
    assert document.load(cases / "reed.yaml").people[3] == "leo"
    assert "born: 2016-04-11" in (cases / "reed.yaml").read_text()


def test_what_the_reader_refuses_is_said_in_the_form(form, cases):
    at = form("people", "mia", {"name": "Mia Reed", "born": "2016-04-10"})
    field(at, "Born").set_value("last spring")
    press(at, "Save")
    assert "last spring" in at.error[0].value
    assert "last spring" not in (cases / "reed.yaml").read_text()


def test_a_row_changed_in_another_window_is_not_overwritten(form):
    at = press(form("people", "mia", {"name": "Mia", "born": "2016-04-10"}), "Save")
    assert "another window" in at.error[0].value


def test_the_last_change_is_taken_back(page, form, cases):
    press(form("homes", None, {"name": "Elm Street"}), "Save")
    press(page("case", case="reed"), "Take back the last change")
    assert "Elm Street" not in (cases / "reed.yaml").read_text()


def test_a_fact_recorded_is_told_with_what_it_moved(page, cases):
    at = page("placement", case="reed", child="mia", candidate="rosa", as_of="2024-03-01")
    at.session_state["before"] = at.session_state["given"]
    (cases / "reed.yaml").write_text(FAMILY[: FAMILY.index("convictions:")])
    at.run()
    assert "What the change moved" in all_html(at)
    assert "violated →" in all_html(at)


# What the pages stand on


def test_every_kind_of_field_can_be_drawn():
    kinds = {field.kind for record in schema().records.values() for field in record.fields}
    drawn = {"boolean", "date", "dateTime", "integer", "text", "partialDate"}
    assert kinds <= drawn | {"code", "person", "home", "record"}


@pytest.mark.parametrize("section", sorted(schema().records))
def test_every_record_class_has_a_form(section):
    def draw(section):
        from app.terms import schema
        from app.ui.forms import draw_fields
        from loaders import document

        case = document.read("case: x\npeople:\n  a: {name: A}\n", "x.yaml")
        draw_fields(schema().records[section], case, "f", {})

    at = AppTest.from_function(draw, args=(section,), default_timeout=30).run()
    assert not at.exception
    fields = schema().records[section].fields
    widgets = [
        w
        for kind in (
            "text_input",
            "text_area",
            "selectbox",
            "multiselect",
            "radio",
            "number_input",
            "date_input",
            "datetime_input",
        )
        for w in at.get(kind)
    ]
    assert len(widgets) == len(fields)
