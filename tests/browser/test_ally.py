"""The Ally page in a browser, as its users meet it."""

import csv
import io
import re

import pytest

ON = {"case": "brooks", "as_of": "2025-09-15", "child": "nadia"}


def turn_to(visit, view):
    visit.page.get_by_role("radio", name=view, exact=True).click()
    visit.settle()


def row(visit, name):
    return visit.page.get_by_role("row").filter(has_text=name).first


def test_everyone_in_the_team_stands_with_forms_and_gaps(visit):
    visit.open("ally", **ON)
    assert "owner: needs none" in row(visit, "Omar Blake").inner_text()
    told = row(visit, "Marcus Hill").inner_text()
    assert "CFS 2051 2025-03-15" in told
    assert "(CFS 600-3) by Carla Brooks" in told
    assert "(CFS 600-3) by Ruth Palmer" in told
    assert "has not accepted the Terms of Use" in row(visit, "Sofia Lind").inner_text()


def test_an_addition_is_tried_and_its_forms_are_saved(visit):
    visit.open("ally", **ON)
    turn_to(visit, "Try an addition")
    visit.choose("Who", "Tyler Grant")
    visit.sees("What would open up")
    told = row(visit, "Note on the mother").inner_text()
    assert "Substance abuse treatment" in told
    assert "Carla Brooks" in told
    assert "release missing" in told
    with visit.page.expect_download(timeout=60_000) as saved:
        visit.page.get_by_role("button", name="List of forms (csv)").click()
    assert saved.value.suggested_filename == "forms-brooks-2025-09-15.csv"
    rows = list(csv.reader(io.StringIO(saved.value.path().read_text("utf-8-sig"))))
    assert ["Tyler Grant", "Carla Brooks or Devon Brooks"] in [each[:2] for each in rows]
    assert "Tyler" not in visit.page.url


def test_an_item_is_tried_in_a_private_channel(visit):
    visit.open("ally", **ON)
    turn_to(visit, "Try an addition")
    visit.page.get_by_text("An item", exact=True).click()
    visit.settle()
    visit.choose("To", "School")
    visit.choose("What", "Sports physical")
    visit.sees("May this be posted or shared?")
    assert "release missing" in row(visit, "Sofia Lind").inner_text()


def test_a_release_is_recorded_on_the_spot_and_moves_the_answer(visit):
    visit.open("ally", **ON)
    before = row(visit, "Sofia Lind").inner_text()
    assert "(CFS 600-3) by Carla Brooks" in before
    visit.press("Release (CFS 600-3)")
    for label, option in (
        (re.compile("^Signed by"), "Carla Brooks"),
        (re.compile("^To( |$)"), "Sofia Lind"),
        (re.compile("^Categories"), "substance abuse treatment"),
        (re.compile("^About"), "Carla Brooks"),
    ):
        visit.choose(label, option)
        visit.page.keyboard.press("Tab")
    visit.press("Save")
    visit.sees("Added: release (CFS 600-3).")
    assert "(CFS 600-3) by Carla Brooks" not in row(visit, "Sofia Lind").inner_text()


def test_releases_stand_by_person_and_category(visit):
    visit.open("ally", **ON)
    turn_to(visit, "Releases")
    told = row(visit, "Sofia Lind").inner_text()
    assert "✗ seen without release" in told
    assert "✓ released" in told
    assert "not seen" in told
    visit.sees("Which exposures stand without a release?")


def test_channels_tell_who_is_in_them_and_what_they_show(visit):
    visit.open("ally", **ON)
    turn_to(visit, "Channels")
    visit.page.get_by_text("Therapy: private channel, 2 people, 1 items").click()
    visit.settle()
    visit.sees("Progress note of Dr. Roth")


def test_more_checks_than_anybody_reads_are_shown_person_by_person(visit):
    visit.open("ally", **ON)
    turn_to(visit, "Work owed")
    visit.sees("Is the work with the Ally team in order?")
    about = visit.page.get_by_role("combobox", name="Checks about")
    assert re.fullmatch(r"\D+\d{4}-\d\d-\d\d: \d+ open of \d+", about.input_value())
    visit.choose("Checks about", "Marcus Hill")
    told = visit.page.locator(".kin").filter(has_text="No talk about this with this person")
    assert {"Marcus Hill" in each for each in told.all_inner_texts()} == {True}
    told.first.get_by_text("How it follows").click()
    visit.sees("Marcus Hill is in the team of Nadia Brooks")


def test_a_worker_of_the_team_is_asked_about_by_name(visit):
    visit.open("ally", **ON)
    turn_to(visit, "Work owed")
    visit.choose("What about", "training complete")
    visit.sees("something is missing")
    visit.choose("Worker", "Judith Lang")
    told = visit.sees("It is not recorded that the course was taken.")
    assert told.is_visible()
    visit.press("Record a fact")
    dialog = visit.page.get_by_role("dialog")
    assert "Judith Lang" in dialog.get_by_role("combobox", name="Person").input_value()
    visit.page.keyboard.press("Escape")
    visit.settle()
    visit.choose("What about", "Does this worker sign in to Ally as is demanded?")
    visit.choose("Worker", "Omar Blake")
    assert visit.violations() == []


@pytest.mark.parametrize("view", ["People", "Channels", "Try an addition", "Releases", "Work owed"])
def test_axe_finds_nothing_in_light(visit, view):
    visit.open("ally", **(ON | {"person": "tyler"}))
    turn_to(visit, view)
    assert visit.violations() == []


def test_axe_finds_nothing_in_dark(dark_visit):
    dark_visit.open("ally", **(ON | {"person": "tyler"}))
    assert dark_visit.violations() == []
