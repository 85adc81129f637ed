"""``acd up``"""

from typing import Annotated

import typer

from acd.bootstrap import up as start
from acd.cli.options import AcdFile, AsJson, CentreFile, HomeFolder, Listen, home_of, listen
from acd.config.options import UpOptions

app = typer.Typer(add_completion=False)

HttpListen = Annotated[
    Listen | None, typer.Option("--http", metavar="HOST:PORT", parser=listen, help="Where the API listens.")
]
SipListen = Annotated[
    Listen | None,
    typer.Option("--sip", metavar="HOST:PORT", parser=listen, help="Where the private Asterisk takes SIP."),
]
AmiListen = Annotated[
    Listen | None,
    typer.Option("--ami", metavar="HOST:PORT", parser=listen, help="Where its manager interface listens."),
]


@app.command()
def up(
    http: HttpListen = None,
    sip: SipListen = None,
    ami: AmiListen = None,
    demo: Annotated[bool, typer.Option("--demo", help="Let simulated callers call and agents answer.")] = False,
    for_: Annotated[
        float | None, typer.Option("--for", metavar="SECONDS", min=0, help="Stop after so many seconds.")
    ] = None,
    centre: CentreFile = None,
    acd: AcdFile = None,
    as_json: AsJson = False,
    home: HomeFolder = None,
) -> None:
    """Start a private Asterisk and the daemon on this machine.

    An Asterisk (18 or later) of this machine is used; without one, Debian's is fetched once into your cache folder, no
    root needed. Ctrl-C stops both.
    """
    options = UpOptions(
        home=home_of(home).folder,
        http=http.pair() if http else None,
        sip=sip.pair() if sip else None,
        ami=ami.pair() if ami else None,
        demo=demo,
        for_s=for_,
        json=as_json,
        centre=centre,
        acd=acd,
    )
    raise typer.Exit(start(options))
