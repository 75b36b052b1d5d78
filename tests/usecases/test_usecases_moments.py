"""Moments as people write them."""

from datetime import UTC, datetime

import pytest

from monitor.errors import UsageError
from monitor.usecases.moments import millis, parse_since, utc, when

NOW = 1_734_170_400_000  # 2024-12-14T10:00:00Z


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-12-01", datetime(2024, 12, 1, tzinfo=UTC)),
        ("2024-12-01T06:30", datetime(2024, 12, 1, 6, 30, tzinfo=UTC)),
        ("2024-12-01T06:30:00+02:00", datetime(2024, 12, 1, 4, 30, tzinfo=UTC)),
        ("2024-12-01T06:30Z", datetime(2024, 12, 1, 6, 30, tzinfo=UTC)),
        ("7d", datetime(2024, 12, 7, 10, tzinfo=UTC)),
        (" 90m ", datetime(2024, 12, 14, 8, 30, tzinfo=UTC)),
        ("0", datetime(2024, 12, 14, 10, tzinfo=UTC)),
    ],
)
def test_since(written: str, moment: datetime) -> None:
    assert when(parse_since(written, NOW)) == moment


@pytest.mark.parametrize(
    "written", ["", "yesterday", "7", "-7d", "7d ago", "2024-13-01", "2024-12-14T10:00:01", "2999-01-01"]
)
def test_what_is_no_moment(written: str) -> None:
    with pytest.raises(UsageError, match="--since"):
        parse_since(written, NOW)


def test_there_and_back() -> None:
    assert millis(when(NOW + 123)) == NOW + 123
    assert utc(None) is None
