"""Whole centres under random use, with events that come late, or are mangled.

``ACD_LONG=1 scripts/test tests/engine/test_stateful.py`` tries far more, for about half an hour.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.engine.centres import Centres, MangledCentres

LONG = os.environ.get("ACD_LONG") == "1"
SETTINGS = settings(
    max_examples=10_000 if LONG else 300,
    stateful_step_count=120 if LONG else 80,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=not LONG,  # a change is judged by what it does, not by luck
    report_multiple_bugs=False,
    print_blob=True,
)
pytestmark = pytest.mark.timeout(7_200 if LONG else 600)  # a busy machine, or a failure that is made smaller

TestCentres = Centres.TestCase
TestCentres.settings = SETTINGS
TestMangledCentres = MangledCentres.TestCase
TestMangledCentres.settings = SETTINGS
