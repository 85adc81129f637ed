"""A small centre for tests on a real Asterisk: two queues in two languages, and phones enough for all tests."""

from acd.model.centre import Agent, Centre, Number, Phone, Project, Queue, Trunk

CENTRE = Centre(
    projects={"shop": Project("shop", "Shop"), "help": Project("help", "Помощь", language="ru")},
    queues={
        "sales": Queue("sales", "Sales", "shop", ring_ms=3_000),
        "support-2": Queue("support-2", "Поддержка", "help", ring_ms=3_000),
    },
    agents={
        "101": Agent("101", "Ann", ("sales",), phone="1001"),
        "102": Agent("102", "Bob", ("sales", "support-2"), phone="1002"),
        "103": Agent("103", "Вера", ("support-2",), phone="1003"),
    },
    phones={phone: Phone(phone) for phone in map(str, range(1001, 1010))},
    numbers={"700": Number("700", "sales"), "800": Number("800", "support-2")},
    trunks={"demo": Trunk("demo", "main", ("127.0.0.2",))},
)
