"""The examples of sinks in `config/`, which are commented out, hold as soon as somebody uncomments them."""

import re
from pathlib import Path

from monitor.config.load import load
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
}


def test_every_commented_sink_is_right(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8")
    start, end = text.index("\nreceivers:"), text.index("# Whom to tell")
    uncommented = re.sub(r"(?m)^      # (- \w+:|  )", r"      \1", text[start:end])
    path = tmp_path / "monitor.yaml"
    path.write_text(f"version: 1\nchannels: [{{telegram: DIUkraine, via: preview}}]\n{uncommented}", "utf-8")
    secrets = dict.fromkeys(re.findall(r"\$\{(\w+)\}", uncommented), "https://example.org/not-a-secret")
    kinds = discover()
    spec = load(path, conditions=kinds.conditions, sinks=kinds.sinks, environ=secrets | ENVIRON)
    used = {entry.kind for entry in spec.receivers["desk"].entries}
    assert {"webhook", "email", "telegram", "console", "slack", "discord", "mattermost", "teams"} <= used
