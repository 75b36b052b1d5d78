"""Verbs of accounts, where a channel is read in another way: a sentence, and nothing is asked of Telegram."""

import pytest
from pydantic import SecretStr

from monitor.errors import UsageError
from monitor.model import AccountSpec, ChannelSpec, TelegramSpec, WatchSpec
from monitor.usecases.backfill import _channel

PAGE, FEED = ChannelSpec("telegram", "rybar", via="preview"), ChannelSpec("feed", "https://example.org/rss", "ISW")
AUTO = ChannelSpec("telegram", "DIUkraine")


def spec(*, accounts: bool) -> WatchSpec:
    telegram = TelegramSpec(1, SecretStr("a"), (AccountSpec("desk"),)) if accounts else None
    return WatchSpec(SecretStr("sqlite:////tmp/a.db"), (AUTO, PAGE, FEED), {}, (), {}, telegram)


@pytest.mark.parametrize(
    ("called", "accounts", "said"),
    [
        ("https://example.org/rss", True, "is a feed"),
        ("ISW", True, "is a feed"),
        ("rybar", True, "is read from its public page"),
        ("DIUkraine", False, "is read from its public page"),
        ("nobody", True, "is no channel of the watch file"),
    ],
)
def test_the_past_of_what_no_account_reads_is_refused_with_a_sentence(called: str, accounts: bool, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        _channel(spec(accounts=accounts), called)


def test_the_past_of_what_an_account_reads_is_found() -> None:
    assert _channel(spec(accounts=True), "t.me/diukraine") == AUTO
