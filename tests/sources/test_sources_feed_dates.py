"""Dates as feeds write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.sources.feed.dates import read_date


def utc(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp()) * 1000


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Mon, 02 Dec 2024 10:00:00 +0200", (2024, 12, 2, 8)),
        ("Mon, 02 Dec 2024 10:00:00 GMT", (2024, 12, 2, 10)),
        ("Mon, 02 Dec 2024 10:00 EET", (2024, 12, 2, 8)),
        ("Tue, 02 Jul 2024 10:00:00 EEST", (2024, 7, 2, 7)),
        ("02 Dec 24 10:00:00 MSK", (2024, 12, 2, 7)),
        ("Mon, 02 Dec 2024 10:00:00 MSD", (2024, 12, 2, 6)),
        ("Mon, 2 Dec 2024 1:05:09 PM -0500", (2024, 12, 2, 18, 5, 9)),
        ("Mon, 02 Dec 2024 24:00:00 UT", (2024, 12, 3)),
        ("Sat, 31 Dec 2016 23:59:60 GMT", (2016, 12, 31, 23, 59, 59)),
        ("2 Dec 2024", (2024, 12, 2)),
        ("Mon Dec  2 10:00:00 2024", (2024, 12, 2, 10)),
        ("December 2, 2024 10:00 PM", (2024, 12, 2, 22)),
        ("10:00 02 Dec 2024 EET", (2024, 12, 2, 8)),
        ("Пн, 02 Гру 2024 10:00:00 +0200", (2024, 12, 2, 8)),
        ("Сер, 04 Сер 2024 10:00:00 +0300", (2024, 8, 4, 7)),  # a Wednesday that begins like August
        ("2 грудня 2024 р., 10:00", (2024, 12, 2, 10)),
        ("2 декабря 2024 10:00", (2024, 12, 2, 10)),
        ("31 мая 2024 г. 10:00:00", (2024, 5, 31, 10)),
        ("2 grudnia 2024, 10:00", (2024, 12, 2, 10)),
        ("15 października 2024 10:00 CEST", (2024, 10, 15, 8)),
        ("2. Dezember 2024 10:00 MEZ", (2024, 12, 2, 9)),
        ("Fr, 15 Mär 2024 10:00:00 +0100", (2024, 3, 15, 9)),
        ("2 снежня 2024", (2024, 12, 2)),
        ("2024-12-02", (2024, 12, 2)),
        ("2024-12-02T10:00Z", (2024, 12, 2, 10)),
        ("2024-12-02T10:00:00.123456+02:00", (2024, 12, 2, 8)),
        ("2024-12-02T10:00:00-0530", (2024, 12, 2, 15, 30)),
        ("2024-12-02 10:00:00", (2024, 12, 2, 10)),
        ("2024-12-02 10:00:00 GMT+2", (2024, 12, 2, 8)),
        ("20241202T100000Z", (2024, 12, 2, 10)),
        ("02.12.2024 10:00", (2024, 12, 2, 10)),
        ("1733126400", (2024, 12, 2, 8)),
        ("1733126400000", (2024, 12, 2, 8)),
        ("1733126400.5", (2024, 12, 2, 8)),
    ],
)
def test_dates(written: str, moment: tuple[int, ...]) -> None:
    assert read_date(written) == utc(*moment)
    assert read_date(f"\n  {written}\t") == utc(*moment)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "yesterday at 5",
        "31 Feb 2024",
        "0000-00-00T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "Mon, 02 Dec 2024 25:99",
        "2024-W49",
        "99999999999999999999",
        "2 Dec",
        "10:00",
        "2024-12-02" * 20,
        "9999-12-31T23:59:59-15:00",
    ],
)
def test_what_is_no_date(written: str) -> None:
    assert read_date(written) is None


@given(st.text(max_size=100) | st.from_regex(r"[0-9A-Za-z:+\- .,]{0,80}", fullmatch=True))
def test_anything_is_a_moment_of_our_time_or_none(written: str) -> None:
    moment = read_date(written)
    assert moment is None or utc(1990, 1, 1) - 86_400_000 <= moment < utc(2102, 1, 1)


@given(st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_the_standard_forms_come_back_whole(moment: datetime, ahead: int) -> None:
    sign, hours, minutes = "-" if ahead < 0 else "+", abs(ahead) // 60, abs(ahead) % 60
    expected = utc(*moment.timetuple()[:6]) - ahead * 60_000
    assert read_date(f"{moment:%Y-%m-%dT%H:%M:%S}{sign}{hours:02}:{minutes:02}") == expected
    assert read_date(f"{moment:%a, %d %b %Y %H:%M:%S} {sign}{hours:02}{minutes:02}") == expected
