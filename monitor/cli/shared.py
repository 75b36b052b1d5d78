"""What verbs share: the watch file's option, and how output looks."""

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_CONFIG = Path("config/monitor.yaml")
ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="The watch file.", envvar="MONITOR_CONFIG")]
