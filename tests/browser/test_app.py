"""The app in a browser, as its users meet it."""

import re

import pytest

ON = {"case": "reed", "as_of": "2024-03-01"}
WITH_ROSA = ON | {"child": "mia", "candidate": "rosa"}
PAGES = {
    "start": ("", {}),
    "everyone": ("", ON),
    "people": ("", ON | {"person": "rosa"}),
    "placement": ("placement", WITH_ROSA),
    "siblings": ("placement", WITH_ROSA | {"child": ["mia", "leo"]}),
    "family": ("family", WITH_ROSA | {"person": "rosa"}),
    "about": ("about", ON),
}


def test_a_case_is_opened_from_the_start_page(visit):
    visit.open()
    visit.press("reed")
    visit.sees("Case reed")
    assert "case=reed" in visit.page.url


def test_a_family_is_typed_in_by_forms(visit, cases):
    visit.open()
    visit.fill("Name of a new case", "case-7")
    visit.press("Start the case")
    visit.press("Add a person")
    visit.fill("Name (needed)", "Nina Stone")
    visit.fill("Born", "2015-06-01")
    visit.press("Save")
    visit.press("Add a parent")
    visit.fill("Name (needed)", "Petra Stone")
    visit.fill("Born", "1988")
    visit.choose("Basis (needed)", "giving birth")
    visit.press("Save")
    visit.choose("Person", "Petra Stone")
    visit.press("Add a parent")
    visit.fill("Name (needed)", "Olga Stone")
    visit.fill("Born", "1960-02-02")
    visit.choose("Basis (needed)", "giving birth")
    visit.press("Save")
    visit.sees("Olga Stone is a parent of Petra Stone by giving birth")
    written = (cases / "case-7.yaml").read_text()
    assert "p3: {name: Olga Stone, born: 1960-02-02}" in written
    visit.open("placement", case="case-7", child="p1", as_of="2024-03-01")
    visit.press("Olga Stone")
    visit.sees(re.compile("Olga Stone is the .*Petra Stone"))
    assert not re.search("Stone|Olga|Nina", visit.page.url)


def test_a_candidate_is_checked_and_the_reason_read(visit):
    visit.open("placement", **(ON | {"child": "mia"}))
    visit.press("Rosa Reed")
    visit.sees("grandparent")
    visit.sees("prohibited")
    visit.page.get_by_text("301.A(a)(1) Involuntary manslaughter", exact=True).first.click()
    visit.page.get_by_text("How it follows").first.click()
    reason = visit.page.locator(".kin details[open]", has_text="How it follows").first
    assert "reed.yaml line" in reason.inner_text()


def test_a_fact_is_recorded_and_the_checklist_says_what_it_moved(visit, cases):
    visit.open("placement", **WITH_ROSA)
    visit.choose("Question", "Do convictions in the home stand in the way?")
    visit.sees("violated")
    visit.press("Record a fact")
    visit.choose("What do you want to record?", "Amend: Hugo Reed lives in Oak Street")
    dialog = visit.page.get_by_role("dialog")
    for part, digits in (("year", "2024"), ("month", "02"), ("day", "01")):
        dialog.get_by_role("group", name="Until").get_by_role("spinbutton", name=part).fill(digits)
    visit.press("Save")
    visit.sees("What the change moved")
    visit.sees("violated → not applicable")
    assert "until: 2024-02-01" in (cases / "reed.yaml").read_text()
    visit.page.reload()
    visit.settle()
    assert visit.page.get_by_text("Involuntary manslaughter").count() == 0


def test_a_reading_is_recorded_with_name_role_and_date(visit, cases):
    file = cases / "reed.yaml"
    text = file.read_text()
    file.write_text(text.replace("leo, custodyKind: temporary", "leo, custodyKind: protective"))
    visit.open("placement", **(ON | {"child": "leo", "candidate": "odd"}))
    visit.choose("Question", "Is this person fictive kin of the child?")
    visit.press("Record a decision")
    visit.choose("What do you want to record?", "protective custody")
    dialog = visit.page.get_by_role("dialog")
    dialog.get_by_text("yes", exact=True).click()
    visit.fill("By (needed)", "S. Visor")
    visit.choose("Role of who did it (needed)", "supervisor")
    assert visit.violations() == []
    visit.press("Save")
    visit.sees("unknown → met")
    assert "by: S. Visor, byRole: supervisor" in re.sub(r"\s+", " ", file.read_text())


@pytest.mark.parametrize(("kind", "start"), [("HTML", b"<!DOCTYPE html>"), ("PDF", b"%PDF-")])
def test_the_memo_is_saved(visit, kind, start):
    visit.open("placement", **WITH_ROSA)
    visit.fill("Prepared by", "A. Worker")
    visit.page.keyboard.press("Tab")
    visit.settle()
    with visit.page.expect_download(timeout=60_000) as saved:
        visit.page.get_by_role("button", name=f"Save the memo ({kind})").click()
    content = saved.value.path().read_bytes()
    assert content[: len(start)].lower() == start.lower()
    if kind == "HTML":
        assert "301.A(a)" in content.decode()
        assert "A. Worker" in content.decode()


def test_the_family_page_shows_picture_table_and_a_person_with_the_path(visit):
    visit.open("family", **WITH_ROSA)
    visit.page.locator("svg [data-key=ben]").click()
    visit.settle()
    visit.sees(re.compile("Ben Reed is the .*Mia Reed"))
    assert visit.page.locator("svg title").first.text_content().startswith("Family picture")
    assert visit.page.get_by_role("cell", name="Ben Reed").count()
    visit.press("To the checklist of this person")
    visit.sees("Before the move")
    assert "candidate=ben" in visit.page.url


def test_a_file_is_brought_in(visit, tmp_path):
    file = tmp_path / "stone.yaml"
    file.write_text("case: stone\npeople:\n  nina: {name: Nina Stone}\n")
    visit.open()
    visit.page.get_by_label("YAML, Excel, GEDCOM").set_input_files(file)
    visit.sees("Case stone")


def test_a_file_that_cannot_be_read_is_explained(visit, tmp_path):
    file = tmp_path / "stone.yaml"
    file.write_text("case: stone\npeople:\n  nina: {nmae: Nina Stone}\n")
    visit.open()
    visit.page.get_by_label("YAML, Excel, GEDCOM").set_input_files(file)
    visit.sees("cannot be loaded")
    visit.sees("line 3")


def test_csv_files_are_brought_in_as_one_case(visit, tmp_path):
    (tmp_path / "case.csv").write_text("case,stone\n")
    (tmp_path / "people.csv").write_text("key,name\nnina,Nina Stone\n")
    visit.open()
    files = sorted(tmp_path.glob("*.csv"))
    visit.page.get_by_label("YAML, Excel, GEDCOM").set_input_files(files)
    visit.sees("Case stone")


@pytest.mark.parametrize("place", ["everyone", "people", "placement", "family"])
def test_nothing_is_cut_off_on_a_narrow_page(visit, place):
    path, query = PAGES[place]
    visit.page.set_viewport_size({"width": 800, "height": 900})
    visit.open(path, **query)
    assert visit.cut_off() == []


def test_the_checklist_is_reached_and_used_by_keys_alone(visit):
    visit.open("placement", **(ON | {"child": "mia"}))
    keys = visit.page.keyboard
    visit.tab_to("Rosa Reed")
    keys.press("Enter")
    visit.settle()
    visit.sees("Before the move")
    visit.tab_to("Record a fact")
    keys.press("Enter")
    visit.settle()
    assert visit.page.get_by_role("dialog").is_visible()
    keys.press("Escape")
    visit.settle()
    visit.tab_to("301.")
    keys.press("Enter")
    assert visit.page.locator(".kin details[open]").count() == 1


def test_a_family_is_typed_in_and_taken_back_by_keys_alone(visit, cases):
    keys = visit.page.keyboard

    def enter(words):
        visit.tab_to(words)
        keys.press("Enter")
        visit.settle()

    def type_in(label, text):
        visit.tab_to(label)
        keys.type(text)

    visit.open()
    type_in("Name of a new case", "case-8")
    enter("Start the case")
    enter("Add a person")
    type_in("Name (needed)", "Nina Stone")
    type_in("Born", "2015-06-01")
    enter("Save")
    enter("Add a parent")
    type_in("Name (needed)", "Petra Stone")
    type_in("Basis (needed)", "giving birth")
    keys.press("Enter")
    enter("Save")
    visit.sees("Petra Stone is a parent of Nina Stone by giving birth")
    file = cases / "case-8.yaml"
    assert "p2: {name: Petra Stone}" in file.read_text()
    enter("Take back the last change")
    visit.sees("The last change is taken back.")
    assert "Petra" not in file.read_text()
    visit.tab_to("People")
    keys.press("ArrowRight")
    keys.press("Enter")
    visit.settle()
    visit.sees("Kind of record")


@pytest.mark.parametrize("place", PAGES)
def test_axe_finds_nothing_in_light(visit, place):
    path, query = PAGES[place]
    visit.open(path, **query)
    assert visit.violations() == []


@pytest.mark.parametrize("place", PAGES)
def test_axe_finds_nothing_in_dark(dark_visit, place):
    path, query = PAGES[place]
    dark_visit.open(path, **query)
    assert dark_visit.violations() == []


@pytest.mark.parametrize("button", ["Record a fact", "Add a parent", "Add a person"])
def test_axe_finds_nothing_in_a_form(visit, button):
    path, query = PAGES["placement" if button == "Record a fact" else "people"]
    visit.open(path, **query)
    visit.press(button)
    assert visit.page.get_by_role("dialog").is_visible()
    assert visit.violations() == []


def test_names_stay_text(visit):
    for path, query in PAGES.values():
        visit.open(path, **(query | {"candidate": "odd", "person": "odd"}))
        assert visit.page.locator("img[src=x], a[href*='far.example']").count() == 0
