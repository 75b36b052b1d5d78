"""The examples of sinks in `config/`, which are commented out, hold as soon as somebody uncomments them."""

import re
from pathlib import Path

import pytest

from monitor.config.load import load
from monitor.errors import ConfigError
from monitor.kinds import discover

EXAMPLE = Path(__file__).parents[2] / "config" / "monitor.example.yaml"
ENVIRON = {
    "TELEGRAM_API_ID": "12345",
    "TELEGRAM_API_HASH": "0" * 32,
    "HOOK_SECRET": "whsec_" + "A" * 32,
    "BOT_TOKEN": "123456:" + "a" * 35,
    "SLACK_TOKEN": "xoxb-1-not-a-secret",
    "DISCORD_URL": "https://discord.com/api/webhooks/42/token",
    "MATTERMOST_TOKEN": "a" * 26,
    "NTFY_TOPIC": "desk-not-a-secret",
    "FEED_TOKEN": "not-a-secret-of-16",
    "APPRISE_URL": "json://example.org/hook",
}


def test_every_commented_sink_is_right(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8")
    start, end = text.index("\nreceivers:"), text.index("# Whom to tell")
    uncommented = re.sub(r"(?m)^      # (- \w+:|  )", r"      \1", text[start:end])
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "chat.json.j2").write_text('{"text": {{ data.title | tojson }}}', "utf-8")
    path = tmp_path / "monitor.yaml"
    path.write_text(f"version: 1\nchannels: [{{telegram: DIUkraine, via: preview}}]\n{uncommented}", "utf-8")
    secrets = dict.fromkeys(re.findall(r"\$\{(\w+)\}", uncommented), "https://example.org/not-a-secret")
    kinds = discover()
    spec = load(path, conditions=kinds.conditions, sinks=kinds.sinks, environ=secrets | ENVIRON)
    used = {entry.kind for entry in spec.receivers["desk"].entries}
    assert used == set(kinds.sinks)


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("slack: {url: https://hooks.slack.com/x, token: xoxb-12345678-abc}", "give either `url`"),
        ("slack: {token: xoxb-1, channel: C012345}", "is not the token of a bot"),
        ("slack: {url: hooks.slack.com/services/1}", "must be a full http:// or https:// address"),
        ("discord: {url: https://discord.com/channels/1/2}", "Copy Webhook URL"),
        ("mattermost: {token: short, channel: town, base: https://x.org}", "is not an access token"),
        ("mattermost: {url: https://x.org/hooks/1, updates: edit}", "a webhook cannot edit"),
        ("teams: {url: https://desk.webhook.office.com/webhookb2/1}", "which Teams has retired"),
    ],
)
def test_what_is_wrong_is_said_in_full_though_values_are_secret(tmp_path: Path, entry: str, sentence: str) -> None:
    """The reader of watch files hides every sentence that repeats a part of a secret."""
    path = tmp_path / "monitor.yaml"
    path.write_text(f"version: 1\nreceivers:\n  desk:\n    to:\n      - {entry}\n", "utf-8")
    kinds = discover()
    with pytest.raises(ConfigError, match=re.escape(sentence)) as caught:
        load(path, conditions=kinds.conditions, sinks=kinds.sinks, environ={})
    assert all(":5: receivers.desk.to[0]" in problem for problem in caught.value.problems)
