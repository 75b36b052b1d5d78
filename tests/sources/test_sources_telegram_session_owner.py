"""A session has one owner on a machine, wherever it comes from."""

import pytest

from monitor.errors import AlreadyRunningError
from monitor.sources.telegram.session import only_here


def test_a_session_is_used_from_one_place() -> None:
    with only_here("1abc", "desk"):
        with pytest.raises(AlreadyRunningError, match="'desk'; stop it first"), only_here("1abc", "desk"):
            pass
        with only_here("1other", "other"):
            pass
    with only_here("1abc", "desk"):
        pass
