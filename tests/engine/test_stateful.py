"""Whole centres under random use, with events that come late, or are mangled; ``ACD_LONG=1`` tries far more."""

import os

from hypothesis import HealthCheck, settings

from tests.engine.centres import Centres, MangledCentres

LONG = os.environ.get("ACD_LONG") == "1"
SETTINGS = settings(
    max_examples=10_000 if LONG else 300,
    stateful_step_count=120 if LONG else 80,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
    print_blob=True,
)

TestCentres = Centres.TestCase
TestCentres.settings = SETTINGS
TestMangledCentres = MangledCentres.TestCase
TestMangledCentres.settings = SETTINGS
