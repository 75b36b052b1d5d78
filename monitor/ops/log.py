"""Logs: an event name and fields, on standard error; JSON unless a person looks at it."""

import logging
import sys

import structlog


def configure(level: str = "info", *, as_json: bool | None = None) -> None:
    """Set up logging for the process. Libraries are heard from warnings on, in the same form."""
    number = logging.getLevelNamesMapping()[level.upper()]
    json = not sys.stderr.isatty() if as_json is None else as_json
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if json else structlog.dev.ConsoleRenderer()
    )
    stamps: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*stamps, structlog.processors.format_exc_info, render],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,  # a few µs a line, and whoever sets up logging anew is heard
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*stamps, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                render,
            ],
        )
    )
    logging.getLogger("telethon").setLevel(logging.CRITICAL)  # the source says the same, in states that make sense
    logging.basicConfig(level=max(logging.WARNING, number), handlers=[handler], force=True)
