"""What `times` mean, to the second: edges, midnight, week days, days from both ends of a month, clocks that change."""

from datetime import UTC, datetime

import pytest

from monitor.alerts.times import end_of, within
from monitor.config.telling import Time, recurrence

KYIV, NEW_YORK = "Europe/Kyiv", "America/New_York"


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def is_now(written: dict[str, object], moment: str) -> bool:
    return within((recurrence(Time.model_validate(written)),), at(moment))


@pytest.mark.parametrize(
    ("written", "moment", "holds"),
    [
        # edges
        ({"from": "09:00", "to": "18:00"}, "2026-03-02 08:59:59", False),
        ({"from": "09:00", "to": "18:00"}, "2026-03-02 09:00:00", True),
        ({"from": "09:00", "to": "18:00"}, "2026-03-02 17:59:59", True),
        ({"from": "09:00", "to": "18:00"}, "2026-03-02 18:00:00", False),
        ({"from": "23:00", "to": "24:00"}, "2026-03-02 23:59:59", True),
        ({"from": "23:00", "to": "24:00"}, "2026-03-03 00:00:00", False),
        ({"from": "23:00", "to": "00:00"}, "2026-03-02 23:59:59", True),
        ({"from": "23:00", "to": "00:00"}, "2026-03-03 00:00:00", False),
        ({}, "2026-03-02 00:00:00", True),
        # over midnight: the day is the one that it began on
        ({"from": "22:00", "to": "06:00", "weekdays": ["fri"]}, "2026-03-06 22:00:00", True),
        ({"from": "22:00", "to": "06:00", "weekdays": ["fri"]}, "2026-03-07 05:59:59", True),
        ({"from": "22:00", "to": "06:00", "weekdays": ["fri"]}, "2026-03-07 06:00:00", False),
        ({"from": "22:00", "to": "06:00", "weekdays": ["fri"]}, "2026-03-06 05:00:00", False),
        ({"from": "22:00", "to": "06:00", "days": ["-1"]}, "2026-03-01 05:59:59", True),
        ({"from": "22:00", "to": "06:00", "years": ["2025"]}, "2026-01-01 05:59:59", True),
        ({"from": "22:00", "to": "06:00", "months": ["jan"]}, "2026-02-01 05:59:59", True),
        ({"from": "22:00", "to": "06:00", "months": ["jan"]}, "2026-01-01 05:59:59", False),
        # weekdays: names, spans, spans over the week's end
        ({"weekdays": ["mon-fri"]}, "2026-03-02 12:00:00", True),
        ({"weekdays": ["monday:friday"]}, "2026-03-06 12:00:00", True),
        ({"weekdays": ["mon-fri"]}, "2026-03-07 12:00:00", False),
        ({"weekdays": ["sat-mon"]}, "2026-03-08 12:00:00", True),
        ({"weekdays": ["Saturday", "sun"]}, "2026-03-09 12:00:00", False),
        # the day is the zone's own
        ({"weekdays": ["tue"], "timezone": KYIV}, "2026-03-02 21:59:59", False),
        ({"weekdays": ["tue"], "timezone": KYIV}, "2026-03-02 22:00:00", True),
        ({"days": ["2"], "timezone": NEW_YORK}, "2026-03-03 04:59:59", True),
        ({"days": ["2"], "timezone": NEW_YORK}, "2026-03-03 05:00:00", False),
        # days of the month, from both ends
        ({"days": ["1-7"]}, "2026-03-07 12:00:00", True),
        ({"days": ["1-7"]}, "2026-03-08 12:00:00", False),
        ({"days": ["-1"]}, "2026-02-28 12:00:00", True),
        ({"days": ["-1"]}, "2028-02-28 12:00:00", False),
        ({"days": ["-1"]}, "2028-02-29 12:00:00", True),
        ({"days": ["-3--1"]}, "2026-04-28 12:00:00", True),
        ({"days": ["-3:-1"]}, "2026-04-27 12:00:00", False),
        ({"days": ["29-31"]}, "2026-02-28 12:00:00", False),
        ({"days": ["-31--29"]}, "2026-03-03 12:00:00", True),
        ({"days": ["-31--29"]}, "2026-02-01 12:00:00", False),
        ({"days": ["1:-1"]}, "2026-02-15 12:00:00", True),
        ({"days": ["25:-1"]}, "2026-03-31 12:00:00", True),
        ({"days": ["25--1"]}, "2026-03-24 12:00:00", False),
        ({"days": ["5:-5"]}, "2026-03-04 12:00:00", False),
        ({"days": ["5:-5"]}, "2026-03-27 12:00:00", True),
        ({"days": ["5:-5"]}, "2026-03-28 12:00:00", False),
        ({"days": ["5:-5"]}, "2026-02-25 12:00:00", False),
        ({"days": ["30:-1"]}, "2026-02-28 12:00:00", False),
        ({"days": ["-3-3"]}, "2026-02-26 12:00:00", True),
        ({"days": ["-3-3"]}, "2026-02-25 12:00:00", False),
        ({"days": ["-3-3"]}, "2026-03-03 12:00:00", True),
        ({"days": ["-3-3"]}, "2026-03-04 12:00:00", False),
        # months and years
        ({"months": ["nov-feb"]}, "2026-01-15 12:00:00", True),
        ({"months": ["1:3"]}, "2026-03-31 23:59:59", True),
        ({"months": ["1:3"]}, "2026-04-01 00:00:00", False),
        ({"months": ["december"]}, "2026-12-01 00:00:00", True),
        ({"years": ["2024:2025"]}, "2025-12-31 23:59:59", True),
        ({"years": ["2024-2025"]}, "2026-01-01 00:00:00", False),
        # all that is given must hold
        ({"weekdays": ["mon"], "days": ["1-7"], "from": "09:00", "to": "10:00"}, "2026-03-02 09:30:00", True),
        ({"weekdays": ["mon"], "days": ["8-14"], "from": "09:00", "to": "10:00"}, "2026-03-02 09:30:00", False),
        # clocks that are set forth leave an hour out, those that are set back have it twice
        ({"from": "03:00", "to": "04:00", "timezone": KYIV}, "2026-03-29 00:59:59", False),
        ({"from": "03:00", "to": "04:00", "timezone": KYIV}, "2026-03-29 01:00:00", False),
        ({"from": "02:00", "to": "05:00", "timezone": KYIV}, "2026-03-29 01:30:00", True),
        ({"from": "03:00", "to": "04:00", "timezone": KYIV}, "2026-10-25 00:30:00", True),
        ({"from": "03:00", "to": "04:00", "timezone": KYIV}, "2026-10-25 01:30:00", True),
        ({"from": "01:00", "to": "02:00", "timezone": NEW_YORK}, "2026-11-01 05:30:00", True),
        ({"from": "01:00", "to": "02:00", "timezone": NEW_YORK}, "2026-11-01 06:30:00", True),
        ({"from": "01:00", "to": "02:00", "timezone": NEW_YORK}, "2026-11-01 07:00:00", False),
    ],
)
def test_what_a_time_means(written: dict[str, object], moment: str, holds: bool) -> None:
    assert is_now(written, moment) is holds


@pytest.mark.parametrize(
    ("written", "now", "end"),
    [
        ({"from": "23:00", "to": "07:00", "timezone": KYIV}, "2026-03-28 23:00:00", "2026-03-29 04:00:00"),
        ({"from": "23:00", "to": "07:00", "timezone": KYIV}, "2026-10-24 22:00:00", "2026-10-25 05:00:00"),
        ({"from": "01:00", "to": "03:30", "timezone": KYIV}, "2026-03-29 00:30:00", "2026-03-29 01:00:00"),
        ({"from": "01:00", "to": "03:30", "timezone": KYIV}, "2026-10-25 00:10:00", "2026-10-25 00:30:00"),
        ({"from": "01:00", "to": "03:30", "timezone": KYIV}, "2026-10-25 01:10:00", "2026-10-25 01:30:00"),
        ({"from": "00:00", "to": "24:00", "weekdays": ["sat-sun"]}, "2026-03-07 12:00:00", "2026-03-09 00:00:00"),
    ],
)
def test_when_a_time_is_over(written: dict[str, object], now: str, end: str) -> None:
    span = recurrence(Time.model_validate(written))
    assert within((span,), at(now))
    assert end_of(span, at(now)) == at(end)
    assert not within((span,), at(end))


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("weekdays", "monkey", "wants days of the week, as in [mon-fri]"),
        ("months", "junk", "wants months, as in [nov-feb] or [1-3]"),
        ("weekdays", "1-5", "wants days of the week, as in [mon-fri]"),
        ("days", "0", "wants days of the month"),
        ("days", "32", "wants days of the month"),
        ("days", "7-1", "wants the smaller number first"),
        ("days", "-1--7", "wants the smaller number first"),
        ("days", "20:-20", "never comes to pass: no month has day 20 before day -20"),
        ("years", "-5", "wants years"),
        ("years", "2026:-1", "wants years"),
        ("years", "2026-2020", "wants the smaller number first"),
    ],
)
def test_what_is_no_day_is_a_sentence(key: str, value: str, said: str) -> None:
    with pytest.raises(ValueError, match="Value error") as caught:
        Time.model_validate({key: [value]})
    assert said in str(caught.value)
