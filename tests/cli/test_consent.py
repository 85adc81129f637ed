"""Consent by command line."""

import json

from tests.cli.conftest import Acd

ANN = "+79161234567"


def test_consent_is_given_shown_and_withdrawn(acd: Acd) -> None:
    given = ("consent", "add", ANN, "--purpose", "marketing", "--proof", "form 12", "--given", "2026-01-31T09:00Z")
    assert "is on record" in acd(*given).out
    assert "was on record already" in acd(*given).out
    acd("consent", "add", ANN, "--purpose", "surveys", "--proof", "call 5", "--project", "shop", "--by", "101")
    assert acd("consent", "withdraw", ANN, "--purpose", "marketing", "--by", "101").out == f"{ANN}: 1 withdrawn\n"
    marketing, surveys = json.loads(acd("consent", "show", ANN, "--json").out)["consents"]
    assert (marketing["proof"], marketing["withdrawn_by"], marketing["given_at"]) == ("form 12", "101", 1769850000000)
    assert marketing["withdrawn_at"] is not None
    assert (surveys["project"], surveys["withdrawn_at"]) == ("shop", None)
    assert "2026-01-31T09:00:00Z" in acd("consent", "show", ANN).out
    assert acd("consent", "withdraw", ANN).out == f"{ANN}: 1 withdrawn\n"


def test_a_withdrawn_consent_may_be_given_again(acd: Acd) -> None:
    again = ("consent", "add", ANN, "--purpose", "marketing", "--proof", "form 12")
    acd(*again)
    acd("consent", "withdraw", ANN)
    assert "is on record" in acd(*again).out


def test_a_time_must_be_one_of_the_past(acd: Acd) -> None:
    given = ("consent", "add", ANN, "--purpose", "marketing", "--proof", "form 12", "--given")
    assert "in the future" in acd(*given, "2099-01-01T00:00Z").err
    assert "expected a time" in acd(*given, "yesterday").err
    assert "No consent" in acd("consent", "show", ANN).out
