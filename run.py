"""Set everything up and run it: `python run.py app`, `python run.py test`.

Makes a virtual environment beside this file, installs what the lock file names, and runs. Needs
Python 3.11 or newer and pip; nothing else.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
HOME = ROOT / ".venv"
BIN = HOME / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
MARK = HOME / "installed.sha256"
EXAMPLE = "torres"
# The whole suite side by side on the machine's cores, with a reason for whatever is left out.
# Whoever is done takes from the others, or the browser tests would all be run by one.
WHOLE = ("-q", "-rfEsR", "-n", "auto", "--maxprocesses", "4", "--dist", "worksteal")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")

USAGE = """usage: python run.py COMMAND

  app [FILE]     open the app in a browser, on an example case or on FILE
  test [ARGS]    run every test; ARGS go to pytest
  kinstead ARGS  run the command line (see: python run.py kinstead --help)
  browser        install a Chromium for the browser tests (Debian, Ubuntu; needs root)
"""


def run(*command: str | Path) -> int:
    """Run a command from the project's folder and give its exit status."""
    return subprocess.call([str(part) for part in command], cwd=ROOT)


def install() -> None:
    """Install the locked packages, once for each state of the lock file."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if MARK.exists() and MARK.read_text() == wanted:
        return
    print("Setting up Kinstead (once; a few minutes) ...", flush=True)
    if not PYTHON.exists():
        venv.create(HOME, with_pip=True)
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    if run(*pip, "--require-hashes", "-r", LOCK) or run(*pip, "--no-deps", "--editable", ROOT):
        sys.exit("The packages could not be installed; the messages above say why.")
    MARK.write_text(wanted)


def install_browser() -> int:
    """Install a Chromium where there is none."""
    if os.environ.get("KINSTEAD_BROWSER") or any(map(shutil.which, BROWSERS)):
        return 0
    if shutil.which("apt-get") is None:
        print("Install Chromium by hand and name it in KINSTEAD_BROWSER.", file=sys.stderr)
        return 1
    return run("apt-get", "update", "-qq") or run("apt-get", "install", "-y", "-qq", "chromium")


def main() -> int:
    """Run the command that was asked for; gives its exit status."""
    command, rest = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("", [])
    if command == "browser":
        return install_browser()
    if command not in ("app", "test", "kinstead"):
        print(USAGE)
        return 2
    install()
    if command == "app":
        if not rest:
            os.environ.setdefault("KINSTEAD_CASE", EXAMPLE)
        return run(PYTHON, "-m", "app", "serve", *rest)
    if command == "kinstead":
        return run(PYTHON, "-m", "app", *rest)
    return run(PYTHON, "-m", "pytest", *(rest or WHOLE))


if __name__ == "__main__":
    sys.exit(main())
