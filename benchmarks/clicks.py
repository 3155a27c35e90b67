"""How long a click takes until the page shows what it asked for.

    python -m benchmarks.clicks

In a headless Chromium, against a server of its own: the median milliseconds from a click on a
candidate in a family of 200 until the checklist shows, and from the choice of a case with 40
recipients until its whole disclosure matrix shows; every candidate and every case for the first
time. Beside each the same for a family of 30, and for 10 recipients.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import yaml
from playwright.sync_api import Page, sync_playwright

from app.terms import schema
from benchmarks.families import child_of, make_crowd, make_family

PROMISED = {"a candidate": 500, "a matrix": 1000}  # milliseconds, of the larger case
AS_OF = date(2024, 6, 3)
TURNS = 7
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
IDLE = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
LISTED = """
    [...document.querySelectorAll("h2")].some((each) =>
        each.innerText.startsWith("After the move")
        && each.closest("[data-stale]")?.dataset.stale === "false")
"""


@contextmanager
def served(cases: Path) -> Iterator[str]:
    """The address of a server on a folder of cases."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--headless"]
    server = subprocess.Popen(
        command,
        env=os.environ | {"KINSTEAD_CASES": str(cases)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(f"http://127.0.0.1:{port}/_stcore/health"):
            if server.poll() is not None:
                sys.exit("The server ended.")
            time.sleep(0.25)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except (urllib.error.URLError, TimeoutError):
        return False


@contextmanager
def opened() -> Iterator[Page]:
    """A tab in a new profile."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = os.environ.get("KINSTEAD_BROWSER") or next(filter(None, map(shutil.which, names)), "")
    if not found:
        sys.exit("No Chromium here; this installs one: python run.py browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser.new_page(viewport={"width": 1400, "height": 1000})
        browser.close()


def rest(page: Page) -> None:
    """Wait until the page has nothing more to do."""
    page.wait_for_timeout(1500)
    page.wait_for_function(IDLE, timeout=60_000)


def candidates(page: Page, address: str, cases: Path, people: int) -> list[float]:
    """Milliseconds of the first click on each of some candidates in a family of so many."""
    family = make_family(people)
    (cases / "family.yaml").write_text(yaml.safe_dump(family), encoding="utf-8")
    address += f"/placement?case=family&as_of={AS_OF.isoformat()}&child={child_of(family)}"
    page.goto(address)
    page.get_by_role("heading", name="Candidates").wait_for(timeout=60_000)
    taken = []
    for turn in range(TURNS):
        rest(page)
        button = page.locator("[class*=st-key-candidate-] button:visible").nth(turn)
        name = button.inner_text()
        begun = time.perf_counter()
        button.click()
        page.get_by_role("heading", level=2, name=name).wait_for()
        page.wait_for_function(LISTED)
        taken.append(1000 * (time.perf_counter() - begun))
    return taken


def matrices(page: Page, address: str, cases: Path, recipients: int) -> list[float]:
    """Milliseconds from the choice of each of some cases until its whole matrix shows."""
    roles = sorted(schema().records["caseRoles"].field("caseRole").codes)
    names = [f"crowd-{turn}" for turn in range(TURNS + 1)]
    for name in names:
        crowd = make_crowd(recipients, roles, name)
        (cases / f"{name}.yaml").write_text(crowd, encoding="utf-8")
    page.goto(f"{address}/disclosure?case={names[0]}&as_of=2026-09-14&child=maya")
    last = page.locator(f"button[aria-label^='Person {recipients - 2}, Address']")
    last.wait_for(timeout=60_000)
    taken = []
    for name in names[1:]:
        rest(page)
        page.get_by_role("combobox", name="Case").fill(name)
        option = page.get_by_role("option", name=name)
        option.wait_for()
        begun = time.perf_counter()
        option.click()
        page.wait_for_url(f"**case={name}*")
        page.wait_for_function(IDLE)
        last.wait_for()
        taken.append(1000 * (time.perf_counter() - begun))
    return taken


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address:
        cases = Path(folder)
        for what, measure, sizes in (
            ("a candidate", candidates, (30, 200)),
            ("a matrix", matrices, (10, 40)),
        ):
            for size in sizes:
                with opened() as page:
                    found = statistics.median(measure(page, address, cases, size))
                limit = f"   (promised: {PROMISED[what]})" if size == sizes[-1] else ""
                print(f"{what:>12} of {size:>3}: {found:>6.0f} ms{limit}", flush=True)


if __name__ == "__main__":
    main()
