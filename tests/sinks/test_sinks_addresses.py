"""Addresses that cannot be: the watch file is wrong, and `monitor check` says so."""

import httpx
import pytest
from pydantic import SecretStr

from monitor.errors import Rejected
from monitor.sinks._options import base_address, web_address
from monitor.sinks._transport import Transport

_WRONG = [
    ("http://hooks..example.org/x", "name that cannot be"),
    ("http://.example.org/x", "name that cannot be"),
    (f"http://{'a' * 64}.example.org/x", "name that cannot be"),
    ("http://hooks example.org/x", "name that cannot be"),
    ("http://xn--a/x", "web address"),
    ("http://example.org:99999/x", "port that cannot be"),
]


@pytest.mark.parametrize(("address", "sentence"), _WRONG)
def test_an_address_that_cannot_be_is_found_by_the_check(address: str, sentence: str) -> None:
    for problem in (lambda: web_address(SecretStr(address)), lambda: base_address(address)):
        with pytest.raises(ValueError, match=sentence) as caught:
            problem()
        assert "example.org/x" not in str(caught.value), "an address may be a secret"


@pytest.mark.parametrize(
    "address",
    ["http://example.org./x", "http://пример.рф", "http://[::1]:1/x", "http://a_b:65535", "https://127.0.0.1"],
)
def test_one_that_can_be_is_let_through(address: str) -> None:
    assert web_address(SecretStr(address)).get_secret_value() == address
    assert base_address(address) == address


@pytest.mark.parametrize("host", ["hooks..example.org", "a" * 64 + ".example.org"])
async def test_a_name_that_cannot_be_asked_for_is_no_bug_of_ours(transport: Transport, host: str) -> None:
    with pytest.raises(Rejected, match="cannot be posted to: give a full"):
        await transport.post(httpx.URL(f"http://{host}/x"), b"{}", {}, allow_private=True)
