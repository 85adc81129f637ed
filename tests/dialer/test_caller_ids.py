"""What people see: the longest beginning wins, equals come in turn."""

from acd.dialer.caller_ids import caller_id
from acd.model.campaigns import CallerId
from tests.dialer.campaigns import campaign

POOL = (
    CallerId("+74950000001"),
    CallerId("+74950000002", ("+7495", "+7499")),
    CallerId("+74950000003", ("+7495",)),
    CallerId("+78120000004", ("+7812", "+78")),
)


def test_the_longest_beginning_wins_and_equals_come_in_turn() -> None:
    pool = campaign(caller_ids=POOL)
    assert [caller_id(pool, "+74951112233", turn) for turn in range(3)] == [
        "+74950000002",
        "+74950000003",
        "+74950000002",
    ]
    assert caller_id(pool, "+74991112233", 7) == "+74950000002"
    assert caller_id(pool, "+78121112233", 7) == "+78120000004"
    assert caller_id(pool, "+78001112233", 7) == "+78120000004"
    assert caller_id(pool, "+79031112233", 7) == "+74950000001"


def test_where_none_fits_any_will_do_and_without_any_there_is_none() -> None:
    assert caller_id(campaign(caller_ids=POOL[1:]), "+15550100", 4) == "+74950000003"
    assert caller_id(campaign(caller_ids=()), "+15550100", 0) == ""
