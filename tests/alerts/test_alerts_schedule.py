"""The retry schedule."""

from monitor.alerts.schedule import STEPS, retry_at

HOUR = 3_600_000


def test_the_whole_schedule_takes_seventy_five_hours() -> None:
    now = 0
    for step in range(len(STEPS)):
        at = retry_at(now, 0, step, None, 0.5)
        assert at is not None
        now = at
    assert 75 * HOUR < now < 76 * HOUR
    assert retry_at(now, 0, len(STEPS), None, 0.5) is None


def test_jitter_spreads_by_a_tenth() -> None:
    assert retry_at(0, 0, 1, None, 0.0) == 270_000
    assert retry_at(0, 0, 1, None, 0.999) == 329_940


def test_a_wait_that_the_other_side_names_is_kept_and_never_shortened() -> None:
    assert retry_at(0, 0, 5, 35, 0.0) == 35_000
    assert retry_at(0, 0, 0, 35, 0.999) == 38_496
    assert retry_at(0, 0, 0, 0.0, 0.0) == 1_000
    assert retry_at(0, 0, 0, 10**9, 0.0) == 24 * HOUR


def test_who_names_waits_for_ever_is_given_up_as_well() -> None:
    assert retry_at(80 * HOUR, 0, 0, 5, 0.0) is None
