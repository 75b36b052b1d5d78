"""What people are told of decisions."""

from typing import get_args

from monitor.model import Reason
from monitor.usecases.alerts import REASONS


def test_every_reason_has_its_words() -> None:
    assert set(REASONS) == set(get_args(Reason))
