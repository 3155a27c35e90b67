"""Style, types and the direction of imports hold for the whole tree."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("lint-imports",),
    ],
    ids=" ".join,
)
def test_tool_finds_nothing(command):
    tool, *rest = command
    done = subprocess.run(
        [TOOLS / tool, *rest], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_frame_stays_thin():
    assert len((ROOT / "streamlit_app.py").read_text().splitlines()) <= 40


def test_no_module_grows_past_its_budget():
    long = {
        str(file.relative_to(ROOT)): lines
        for folder in ("app", "loaders")
        for file in (ROOT / folder).rglob("*.py")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}
