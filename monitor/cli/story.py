"""The groups `story` (one of them) and `stories` (many); their verbs stand in files of their own."""

import typer

from monitor.cli import verdicts


def add_to(app: typer.Typer) -> None:
    story = typer.Typer(help="Look at one story, and grade it.", no_args_is_help=True)
    verdicts.add_verbs(story)
    app.add_typer(story, name="story")
