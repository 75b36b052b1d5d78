"""Logs: an event name and fields, on standard error; JSON unless a person looks at it."""

import logging
import sys

import structlog


def configure(level: str = "info", *, as_json: bool | None = None) -> None:
    """Set up logging for the process. Libraries are heard from warnings on."""
    number = logging.getLevelNamesMapping()[level.upper()]
    json = not sys.stderr.isatty() if as_json is None else as_json
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if json else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s: %(message)s")
