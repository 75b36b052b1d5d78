"""Taking the port of the pages."""

import socket

import pytest

from monitor.errors import AlreadyRunningError, ConfigError
from monitor.ops.port import take_port


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_free_port_is_taken(host: str) -> None:
    with take_port(host, 0) as taken:
        assert taken.getsockname()[1] > 0


def test_a_port_in_use_names_the_key_to_change() -> None:
    with take_port("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AlreadyRunningError) as error:
            take_port("127.0.0.1", port)
    assert str(error.value) == (
        f"port {port} on 127.0.0.1 is in use by another program;"
        " give `web: {listen: HOST:PORT}` another port in the watch file, or `listen: off`"
    )
    assert error.value.exit_code == 75


def test_an_address_that_is_not_ours_is_a_problem_of_the_watch_file() -> None:
    with pytest.raises(ConfigError, match=r"web\.listen: cannot listen on 192\.0\.2\.1:9464: "):
        take_port("192.0.2.1", 9464)


def test_the_port_is_free_again_at_once() -> None:
    with take_port("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            connection, _ = taken.accept()
            connection.close()
    take_port("127.0.0.1", port).close()
