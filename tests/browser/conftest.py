"""A server on this machine, a browser of this machine, and pages that must ask nobody else."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
FAMILY = (Path(__file__).parent / "reed.yaml").read_text(encoding="utf-8")
EXAMPLES = ROOT / "examples"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
IDLE = """
    document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
"""
FOCUSED = """
    (() => {
        let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        if (at instanceof SVGElement) return at.dataset.key ?? "";
        if (at?.tagName === "INPUT") return at.ariaLabel ?? at.closest("label")?.innerText ?? "";
        return at?.matches("a, button, summary, [role=radio]") ? at.innerText : "";
    })()
"""
CUT_OFF = """
    (within) => [...document.querySelectorAll("button, button *, .kin")]
        .filter((each) => each.closest(within) && each.checkVisibility())
        .filter((each) => each.scrollWidth > each.clientWidth + 1)
        .map((each) => each.innerText.slice(0, 80))
"""


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # Beside other tests on two cores a click can come before the page is ready for it.
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session")
def browser():
    """A Chromium in a fresh profile; without one the tests are skipped, but not on a CI server."""
    found = os.environ.get("KINSTEAD_BROWSER") or next(
        filter(None, map(shutil.which, BROWSERS)), ""
    )
    if not found:
        reason = "no Chromium here; this installs one: python run.py browser"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def cases(tmp_path_factory):
    """The folder of cases that the server works on."""
    return tmp_path_factory.mktemp("cases")


@pytest.fixture(scope="session")
def named():
    """The names of the people in every case that is served, whole and by their longer words."""
    return names_in(EXAMPLES)


def names_in(folder):
    people = [
        person["name"]
        for file in folder.glob("*.yaml")
        for person in yaml.safe_load(file.read_text(encoding="utf-8"))["people"].values()
    ]
    return {*people, *(word for name in people for word in name.split() if len(word) > 3)}


@pytest.fixture(scope="session")
def address(cases, named, tmp_path_factory):
    """The address of the app, served as `kinstead serve` would."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("log") / "server.log"
    command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--headless"]
    environment = os.environ | {"KINSTEAD_CASES": str(cases)}
    with log.open("w") as stream:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=stream, stderr=stream, start_new_session=True
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, 15)
            server.wait(timeout=20)
    logged = log.read_text(encoding="utf-8")
    assert not [name for name in named if name in logged], "a name was logged"


def wait_for(url, server):
    for _ in range(240):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.25)
    pytest.fail("the server did not start")


class Visit:
    """A browser tab on the app, with the words a user would use for what they do."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.frames, self.unanswered = 0, False
        page.on("websocket", self.listen)

    def listen(self, socket):
        """Note what goes between the page and the server, and which of them spoke last."""
        socket.on("framesent", lambda _: self.note(unanswered=True))
        socket.on("framereceived", lambda _: self.note(unanswered=False))

    def note(self, *, unanswered):
        self.frames, self.unanswered = self.frames + 1, unanswered

    def open(self, path="", **query):
        pairs = [(k, v) for k, vs in query.items() for v in ([vs] if isinstance(vs, str) else vs)]
        self.page.goto(f"{self.address}/{path}?{'&'.join(f'{k}={v}' for k, v in pairs)}")
        self.page.get_by_role("heading", level=1).wait_for(timeout=60_000)
        self.settle()

    def settle(self):
        """Wait until the page has asked and been answered, and nothing came for a while."""
        seen, end = -1, time.monotonic() + 60
        while seen != self.frames or self.unanswered:
            assert time.monotonic() < end, "the page does not come to rest"
            seen = self.frames
            self.page.wait_for_timeout(150)
            self.page.wait_for_function(IDLE, timeout=60_000)

    def press(self, name, nth=0):
        self.page.get_by_role("button", name=name, exact=True).nth(nth).click()
        self.settle()

    def choose(self, label, option):
        """Choose an option of a select box by typing it."""
        box = self.page.get_by_role("combobox", name=label)
        box.click()
        box.fill(option)
        self.page.get_by_role("option", name=option).first.click()
        self.settle()

    def fill(self, label, text):
        self.page.get_by_role("textbox", name=label).fill(text)

    def focused(self):
        """What has the focus: a person of the picture by their key, else by its words."""
        return self.page.evaluate(FOCUSED)

    def tab_to(self, words):
        """Press the tab key until something with these words, or this pattern, has the focus."""
        pattern = words if isinstance(words, re.Pattern) else re.compile(re.escape(words))
        for _ in range(150):
            self.page.keyboard.press("Tab")
            if pattern.search(self.focused()):
                return
        pytest.fail(f"no way to {pattern.pattern} by keys")

    def cut_off(self, within="body"):
        """The words of whatever is wider than its place."""
        return self.page.evaluate(CUT_OFF, within)

    def sees(self, text):
        found = self.page.get_by_text(text).first
        found.wait_for(timeout=30_000)
        return found

    def violations(self):
        """What axe finds, a line each."""
        found = Axe().run(self.page).response["violations"]
        return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


@pytest.fixture
def visit(browser, address, cases, named):
    """A tab in light, on a folder with one family; what it asks must stay on this machine."""
    yield from open_tab(browser, address, cases, named, "light")


@pytest.fixture
def dark_visit(browser, address, cases, named):
    """The same in dark."""
    yield from open_tab(browser, address, cases, named, "dark")


def open_tab(browser, address, cases, named, scheme):
    for file in cases.glob("**/*.yaml"):
        file.unlink()
    (cases / "reed.yaml").write_text(FAMILY, encoding="utf-8")
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": 1400, "height": 1000}, accept_downloads=True
    )
    asked, dialogs = [], []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    yield Visit(page, address)
    context.close()
    named |= names_in(cases)
    elsewhere = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    assert not elsewhere, "the page asked another server"
    assert not dialogs, "a name ran as a script"
