"""What is exported reads back as the same centre, and Asterisk can carry whatever a file may say."""

from hypothesis import given, settings

from acd.adapters.asterisk.provisioning import Options, SwitchSecrets, render
from acd.config.centre import load_centre, parse_centre
from acd.config.diff import diff_centre
from acd.config.dump import dump_centre
from acd.model.centre import Centre
from acd.resources import resource
from tests.config.centres import centres


@given(centres())
@settings(max_examples=50, deadline=None)
def test_a_dumped_centre_reads_back_equal_and_in_the_same_order(centre: Centre) -> None:
    again = parse_centre(dump_centre(centre))
    assert again == centre
    assert [*again.queues] == [*centre.queues]
    assert [*again.agents] == [*centre.agents]
    assert diff_centre(centre, again) == []


@given(centres())
@settings(max_examples=25, deadline=None)
def test_asterisk_can_carry_every_centre_that_a_file_can_describe(centre: Centre) -> None:
    secrets = SwitchSecrets("secret", dict.fromkeys(centre.phones, "secret"))
    assert render(centre, secrets, Options())


def test_the_sample_survives_an_export() -> None:
    sample = load_centre(resource("config/centre.toml"))
    assert parse_centre(dump_centre(sample)) == sample


def test_an_empty_centre_survives_an_export() -> None:
    assert parse_centre(dump_centre(Centre())) == Centre() == parse_centre("")
