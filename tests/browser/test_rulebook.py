"""The rulebook in a browser: clauses found and read, scenarios tried, by mouse and by keys."""

from urllib.parse import quote

import pytest

from app.policy import policy

# A clause of the register by its words, so that no sentence of the documents stands here.
LIMIT = "301.80(l)/1"
SCENARIO = "relative/R08/1"
PAGES = {
    "contents": {},
    "clause": {"clause": LIMIT},
    "not encoded": {"clause": "AP33.10(a)"},
    "scenario": {"scenario": SCENARIO},
}


def open_rulebook(visit, **query):
    visit.open("rulebook", **{key: quote(value, safe="") for key, value in query.items()})


def unfold_everything(visit):
    for summary in visit.page.locator(".kin details > summary").all():
        if summary.is_visible():
            summary.click()


def change_day(visit, day):
    group = visit.page.get_by_role("group", name="As-of date of the scenario")
    group.get_by_role("spinbutton", name="day").click()
    visit.page.keyboard.type(day)
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Escape")
    visit.settle()


def test_a_clause_is_found_by_its_section(visit):
    open_rulebook(visit)
    visit.page.locator("summary", has_text="Rule 301, wording").click()
    visit.press("301.50 Emergency Placement (7)")
    visit.sees("7 clauses")
    visit.press("301.50(a)")
    assert visit.page.get_by_role("heading", name="301.50(a)", exact=True).is_visible()
    assert "clause=301.50" in visit.page.url
    visit.press("Back to the contents")
    assert visit.page.get_by_role("heading", name="Contents").is_visible()


def test_a_clause_is_found_by_words_and_narrowed_down(visit):
    open_rulebook(visit)
    visit.fill("Search the clauses", "notice")
    visit.page.keyboard.press("Enter")
    visit.settle()
    visit.sees("the best match first")
    many = visit.page.get_by_role("status").first.inner_text()
    visit.page.get_by_text("Narrow down").click()
    visit.choose("Document", "AP33")
    fewer = visit.page.get_by_role("status").first.inner_text()
    assert int(fewer.split()[0]) < int(many.split()[0])


def test_a_clause_says_what_it_demands_how_and_which_scenarios_prove_it(visit):
    open_rulebook(visit, clause=LIMIT)
    visit.sees(policy().register.by_identifier(LIMIT).summary)
    visit.page.locator("summary", has_text="Time limit: Final placement decision").click()
    visit.sees("90 days, counted in calendar days")
    visit.page.locator(".kin-part[open] summary", has_text="Turtle").first.click()
    visit.sees("cws:PlacementDecisionLimit")
    visit.sees("5 of 5 run just now pass")
    visit.press("Run 5 more")
    visit.sees("10 of 10 run just now pass")


def test_it_is_said_why_a_clause_is_not_encoded(visit):
    open_rulebook(visit, clause="301.90(b)(5)(A)")
    visit.sees("Not encoded yet")


def test_a_scenario_of_a_clause_is_tried(visit):
    open_rulebook(visit, clause="301.50")
    visit.sees("run just now pass")
    visit.press("Try it")
    visit.sees("The facts")
    assert "scenario=" in visit.page.url
    visit.page.get_by_text("Clauses", exact=True).click()
    visit.settle()
    assert visit.page.get_by_role("heading", name="301.50", exact=True).is_visible()


def test_another_date_and_other_facts_move_the_answer_and_are_set_back(visit):
    open_rulebook(visit, scenario=SCENARIO)
    visit.sees("Nothing is changed yet")
    change_day(visit, "15")
    visit.sees("As-of date: 2024-04-14 → 2024-04-15")
    answer = visit.page.locator(".st-key-trainer-answer")
    assert "prohibited" in answer.inner_text()
    assert "The candidate is in a listed relation to the child: met → violated" in " ".join(
        answer.inner_text().split()
    )
    visit.press("Set everything back")
    visit.sees("Nothing is changed yet")
    visit.page.get_by_text("Efua Osei is a parent of Akua Osei by giving birth", exact=True).click()
    visit.settle()
    visit.sees("Left out: Efua Osei is a parent of Akua Osei")
    assert "met → violated" in " ".join(answer.inner_text().split())


def test_a_field_is_changed_and_the_scenario_saved(visit, tmp_path):
    open_rulebook(visit, scenario="emergency/EM01/1")
    grounds = visit.page.locator("[class*='st-key-fact-']", has_text="imminent danger")
    grounds.get_by_role("button", name="Change").click()
    visit.settle()
    visit.page.get_by_role("radiogroup", name="Found").get_by_text("no", exact=True).click()
    visit.settle()
    visit.page.keyboard.press("Escape")
    visit.sees("yes → no")
    with visit.page.expect_download(timeout=60_000) as saved:
        visit.page.get_by_role("button", name="Save as a scenario (YAML)").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    from app.scenarios import run
    from loaders.scenario import load_scenarios

    (asked,) = load_scenarios(file)
    outcome = run(asked, policy())
    assert outcome.differences == ()
    assert outcome.assessment.verdict.value == "prohibited"


def test_an_answer_leads_to_the_rulebook(visit):
    on = {"case": "reed", "as_of": "2024-03-01", "child": "mia", "candidate": "rosa"}
    visit.open("placement", **on)
    visit.page.get_by_text("301.A(a)(1) Involuntary manslaughter", exact=True).first.click()
    visit.page.get_by_role("link", name="Open it in the rulebook").first.click()
    visit.page.get_by_role("heading", name="301.A(a)(1) Involuntary manslaughter").wait_for()
    assert "case=reed" in visit.page.url


def test_a_copy_of_the_text_is_shown_beside_our_words(visit, cases):
    import json

    folder = cases / "official-text"
    folder.mkdir(exist_ok=True)
    passage = {"label": LIMIT, "text": "Words of an invented copy.", "line": 7, "inferred": False}
    content = {"document": "Rule 301", "file": "copy.txt", "passages": {LIMIT: passage}}
    (folder / "301.json").write_text(json.dumps(content))
    try:
        open_rulebook(visit, clause=LIMIT)
        visit.sees("Words of an invented copy.")
        visit.sees("line 7 of your copy")
        open_rulebook(visit, clause="301.50")
        visit.sees("Your copy has no passage for this clause.")
    finally:
        (folder / "301.json").unlink()


def test_a_file_that_is_no_copy_of_the_text_is_refused(visit, tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("A letter about something else altogether.\n")
    open_rulebook(visit)
    visit.page.get_by_label("Rule 301 or AP 33").set_input_files(file)
    visit.sees("cannot be loaded")


def test_the_rulebook_is_used_by_keys_alone(visit):
    open_rulebook(visit)
    keys = visit.page.keyboard
    visit.tab_to("Search the clauses")
    keys.type("301.50")
    keys.press("Enter")
    visit.settle()
    visit.tab_to("301.50(a)")
    keys.press("Enter")
    visit.settle()
    assert visit.page.get_by_role("heading", name="301.50(a)", exact=True).is_visible()
    visit.tab_to("Turtle of this entry")
    keys.press("Enter")
    assert visit.page.locator(".kin details[open] .kin-turtle").first.is_visible()
    visit.sees("run just now pass")
    visit.tab_to("Try it")
    keys.press("Enter")
    visit.settle()
    visit.sees("Nothing is changed yet")
    visit.tab_to("decided on")
    keys.press("Space")
    visit.settle()
    visit.sees("What you changed")
    visit.tab_to("Set everything back")
    keys.press("Enter")
    visit.settle()
    visit.sees("Nothing is changed yet")


@pytest.mark.parametrize("place", PAGES)
def test_axe_finds_nothing_in_light(visit, place):
    open_rulebook(visit, **PAGES[place])
    unfold_everything(visit)
    assert visit.violations() == []


@pytest.mark.parametrize("place", PAGES)
def test_axe_finds_nothing_in_dark(dark_visit, place):
    open_rulebook(dark_visit, **PAGES[place])
    unfold_everything(dark_visit)
    assert dark_visit.violations() == []


def test_axe_finds_nothing_in_lists_filters_and_a_changed_scenario(visit):
    open_rulebook(visit)
    visit.page.get_by_text("Narrow down").click()
    visit.choose("Document", "AP33")
    assert visit.violations() == []
    open_rulebook(visit, scenario=SCENARIO)
    change_day(visit, "15")
    assert visit.violations() == []
    visit.press("Change")
    assert visit.violations() == []


@pytest.mark.parametrize("place", ["clause", "scenario"])
def test_nothing_is_cut_off_on_a_narrow_page(visit, place):
    visit.page.set_viewport_size({"width": 800, "height": 900})
    open_rulebook(visit, **PAGES[place])
    assert visit.cut_off() == []
