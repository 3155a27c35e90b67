"""The real family files that the tests read, from the folder that KINSTEAD_FAMILY_FILES names."""

import os
from pathlib import Path

import pytest


def family_files(pattern="**/*.ged"):
    """The files of the folder as a test's parameters; without it one that is left out.

    On a CI server nothing may be left out: there the parameter is None, and the test fails.
    """
    named = os.environ.get("KINSTEAD_FAMILY_FILES")
    if named:
        return sorted(Path(named).glob(pattern))
    reason = "KINSTEAD_FAMILY_FILES names no folder of real family files"
    if os.environ.get("CI") == "true":
        return [pytest.param(None, id=reason)]
    return [pytest.param(None, marks=pytest.mark.skip(reason=reason))]
