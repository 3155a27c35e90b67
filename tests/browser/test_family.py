"""The Family page in a browser: a family explored by mouse, and by keys alone."""

import re

import pytest

TORRES = {"case": "torres", "as_of": "2024-03-01", "child": "mia"}
REED = {"case": "reed", "as_of": "2024-03-01", "child": "mia"}
PRINTED = """
    window.print = () => {
        if (window.top !== window) {
            window.top.printed = document.documentElement.innerHTML;
            window.dispatchEvent(new Event("afterprint"));
        }
    };
"""
VIEWS = {
    "nobody": REED,
    "person": TORRES | {"person": "luz"},
    "two": TORRES | {"view": "two", "person": "paula", "first": "leo"},
    "else": TORRES | {"view": "else"},
    "filtered": TORRES | {"role": "relative", "side": "ana", "seen": "2024-02-05"},
    "odd name": REED | {"person": "odd"},
}


def people(visit):
    return {each.get_attribute("data-key") for each in visit.page.locator("svg [data-key]").all()}


def show(visit, **query):
    """Open the page and wait for the picture."""
    visit.open("family", **query)
    visit.page.locator("svg [data-key]").first.wait_for(timeout=60_000)
    visit.settle()


def person(visit, key):
    return visit.page.locator(f"svg [data-key={key}]")


def lit(visit):
    """The people whom the picture marks as on the way."""
    marked = visit.page.locator('svg [data-key]:has([fill="#ffe58a"])')
    return {each.get_attribute("data-key") for each in marked.all()}


def zoom(visit):
    return int(visit.page.locator("output").inner_text().split()[0])


def test_a_family_is_explored_with_the_mouse(visit):
    show(visit, **TORRES)
    everyone = people(visit)
    assert len(everyone) == 26
    person(visit, "luz").click()
    visit.settle()
    assert visit.page.get_by_role("heading", name="Luz Torres").is_visible()
    visit.sees("Luz Torres is the full sister of Ana Torres")
    assert lit(visit) == {"mia", "ana", "rosa", "hector", "luz"}
    assert person(visit, "luz").get_attribute("aria-pressed") == "true"
    assert "person=luz" in visit.page.url
    # Between two people
    visit.page.get_by_text("Between two people").click()
    visit.settle()
    visit.choose("First person", "Leo Torres")
    person(visit, "samira").click()
    visit.settle()
    visit.sees('301.20 "Relative"(a) grandparent')
    visit.press("Grandmother of Leo Torres")
    assert lit(visit) == {"leo", "omar", "samira"}
    assert "path=leo&path=omar&path=samira" in visit.page.url
    # Filters and the day
    visit.page.get_by_text("Filters", exact=True).click()
    side = visit.page.get_by_role("button", name="Claimed father's (Devon Hale)")
    side.wait_for()
    visit.settle()
    side.click()
    visit.settle()
    visit.sees("fit the filters")
    assert {"devon", "carol", "mia"} < people(visit) < everyone
    visit.press("Clear the filters")
    assert people(visit) == everyone
    slider = visit.page.get_by_role("slider")
    slider.focus()
    while slider.get_attribute("aria-valuetext") != "2024-02-05":
        visit.page.keyboard.press("ArrowLeft")
    visit.settle()
    visit.sees("The picture shows 2024-02-05")
    assert "placement with Joanne Whitfield" in person(visit, "mia").get_attribute("aria-label")
    visit.press("Back to 2024-03-01")
    assert "placement with Rosa Torres" in person(visit, "mia").get_attribute("aria-label")


def test_the_picture_is_zoomed_printed_alone_and_saved(visit):
    visit.page.add_init_script(PRINTED)
    show(visit, **TORRES)
    before = zoom(visit)
    visit.page.get_by_role("button", name="Zoom in").click()
    assert zoom(visit) > before
    visit.page.get_by_role("button", name="Fit the width").click()
    assert visit.page.locator(".sheet").evaluate("(e) => e.scrollWidth <= e.clientWidth + 1")
    person(visit, "paula").click()
    visit.settle()
    visit.page.get_by_role("button", name="Full size").click()
    assert zoom(visit) == 100
    visit.page.get_by_role("button", name="Show the way").click()
    frame = visit.page.locator(".sheet").bounding_box()
    for key in ("mia", "ana", "rosa", "elena", "pablo", "tomas", "paula"):
        box = person(visit, key).bounding_box()
        assert frame["x"] <= box["x"] <= frame["x"] + frame["width"] - box["width"], key
    visit.page.get_by_role("button", name="Print").click()
    printed = visit.page.evaluate("window.printed")
    assert "Legend" in printed
    assert "Joanne" in printed
    assert printed.count("<svg") == 1
    assert "<table" not in printed
    for kind, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG"), ("PDF", b"%PDF-")):
        with visit.page.expect_download(timeout=60_000) as saved:
            visit.page.get_by_role("button", name=f"Save as {kind}").click()
        assert saved.value.suggested_filename == f"torres-family-2024-03-01.{kind.lower()}"
        assert saved.value.path().read_bytes().startswith(start)


def test_a_family_is_explored_by_keys_alone(visit):
    show(visit, **TORRES)
    keys = visit.page.keyboard
    visit.tab_to(re.compile("^mia$"))
    for key, whom in (("ArrowRight", "leo"), ("ArrowLeft", "mia"), ("ArrowUp", "ana")):
        keys.press(key)
        assert visit.focused() == whom, key
    keys.press("Enter")
    visit.settle()
    visit.sees("Ana Torres is Mia Torres's mother")
    assert visit.focused() == "ana", "the focus is lost"
    keys.press("ArrowUp")
    assert visit.focused() in {"rosa", "hector"}
    keys.press("ArrowDown")
    assert visit.focused() in {"ana", "carmen", "luz", "javier"}
    keys.press("Home")
    first = visit.focused()
    keys.press("End")
    assert visit.focused() != first
    keys.press("Home")
    keys.press(" ")
    visit.page.locator(f"svg [data-key={first}][aria-pressed=true]").wait_for()
    visit.settle()
    assert visit.focused() == first
    assert person(visit, "ana").get_attribute("aria-pressed") == "false"
    before = zoom(visit)
    keys.press("+")
    assert zoom(visit) > before
    keys.press("-")
    keys.press("-")
    assert zoom(visit) < before
    visit.tab_to(re.compile("^One person"))
    keys.press("ArrowRight")
    if visit.page.url.count("view=two") == 0:
        keys.press("Enter")
    visit.settle()
    visit.sees("In genealogy's words")
    visit.tab_to(re.compile("of Mia Torres$"))
    keys.press("Enter")
    visit.settle()
    assert "path=mia" in visit.page.url


def test_a_person_is_heard_with_age_relation_and_open_points(visit):
    show(visit, **TORRES)
    words = person(visit, "luz").get_attribute("aria-label")
    assert words.startswith("Luz Torres, female, born 1995-11-30")
    assert "age 28, aunt of Mia Torres, 1 open point" in words
    named = visit.page.get_by_role("button", name=re.compile("^Rosa Torres, female"))
    assert named.count() == 1
    in_order = visit.page.locator('svg [data-key][tabindex="0"]')
    assert in_order.count() == 1, "one stop for the tab key, arrows for the rest"


def test_who_else_is_told_with_relation_and_verdict(visit):
    show(visit, **(TORRES | {"view": "else"}))
    visit.sees("with no contact on record")
    visit.press("Javier Torres")
    assert lit(visit) == {"mia", "ana", "rosa", "hector", "javier"}


def test_the_address_gives_the_same_page_again(visit):
    query = VIEWS["filtered"] | {"person": "luz", "view": "two", "first": "leo"}
    show(visit, **query)
    shown, way = people(visit), lit(visit)
    visit.page.reload()
    visit.settle()
    assert (people(visit), lit(visit)) == (shown, way)
    assert not re.search("Torres|Luz", visit.page.url.partition("?")[2].replace("torres", ""))


def test_a_large_family_is_drawn_near_the_child_and_whole_when_asked(visit):
    show(visit, case="okafor", as_of="2024-01-15", child="emeka")
    person(visit, "emeka").wait_for()
    near = len(people(visit))
    visit.page.get_by_text("Everyone (193 people)").click()
    visit.settle()
    assert near < 60 < len(people(visit)) == 193
    assert "reach=everyone" in visit.page.url


def test_names_stay_text_in_the_picture_and_beside_it(visit):
    for view in ("person", "two", "else"):
        show(visit, **(REED | {"person": "odd", "view": view}))
        assert visit.page.locator("img[src=x], a[href*='far.example']").count() == 0
        label = person(visit, "odd").get_attribute("aria-label")
        assert label.startswith("<img src=x onerror=alert(1)>")


@pytest.mark.parametrize("width", [400, 800])
def test_nothing_is_cut_off_on_a_narrow_page(visit, width):
    visit.page.set_viewport_size({"width": width, "height": 900})
    show(visit, **VIEWS["two"])
    assert visit.cut_off("[data-testid=stMain]") == []


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_in_light(visit, view):
    show(visit, **VIEWS[view])
    assert visit.violations() == []


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_in_dark(dark_visit, view):
    show(dark_visit, **VIEWS[view])
    assert dark_visit.violations() == []
