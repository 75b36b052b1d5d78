"""All verbs, put together."""

import typer

from monitor.cli import daemon

app = typer.Typer(
    name="monitor",
    help="Watches public channels, and alerts a desk.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
daemon.add_to(app)
