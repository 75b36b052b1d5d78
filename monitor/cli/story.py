"""The groups `story` (one of them) and `stories` (many); their verbs stand in files of their own."""

import typer

from monitor.cli import plots, verdicts


def add_to(app: typer.Typer) -> None:
    story = typer.Typer(help="Look at one story, and grade it.", no_args_is_help=True)
    verdicts.add_verbs(story)
    plots.add_story_verbs(story)
    app.add_typer(story, name="story")
    stories = typer.Typer(help="Look at many stories.", no_args_is_help=True)
    plots.add_stories_verbs(stories)
    app.add_typer(stories, name="stories")
