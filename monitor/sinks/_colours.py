"""The colour of a severity, for platforms that draw a bar beside a message."""

from monitor.model import Severity

COLOURS: dict[Severity, int] = {
    "info": 0x8C959F,
    "low": 0x0969DA,
    "medium": 0xBF8700,
    "high": 0xCF222E,
    "critical": 0x82071E,
}
"""As 0xRRGGBB."""


def hexadecimal(severity: Severity) -> str:
    """`#cf222e`."""
    return f"#{COLOURS[severity]:06x}"
