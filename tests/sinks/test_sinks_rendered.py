"""What a sink says that it would send is what it sends, and holds no secret."""

import json
from contextlib import AsyncExitStack
from typing import Any

import pytest
from sinks_further_rigs import FURTHER
from sinks_samples import delivery, notice

from monitor.sinks._body import body_of
from monitor.sinks._transport import Transport
from monitor.sinks.webhook import Webhook, WebhookOptions


@pytest.mark.parametrize("kind", FURTHER)
async def test_what_is_rendered_is_what_is_sent(kind: str, transport: Transport) -> None:
    async with AsyncExitStack() as stack:
        rig: Any = await FURTHER[kind](transport, stack)
        parts = rig[0].render(notice(), delivery())
        assert parts == rig[0].render(notice(), delivery())
        await rig[0].send(notice(), delivery())
        shown = rig[1]()
    said = "\n".join(str(value) for part in parts for value in part.values())
    assert shown
    for line in filter(None, map(str.strip, shown.split("\n"))):
        assert line in said
    for secret in ("127.0.0.1", "syt_", "desk.xml"):
        assert secret not in json.dumps(parts)


@pytest.mark.parametrize("options", [{}, {"format": "cloudevents"}, {"template": "[]"}])
def test_of_a_webhook_it_is_the_data(options: dict[str, Any], transport: Transport) -> None:
    webhook = Webhook(WebhookOptions.model_validate({"url": "https://example.org/secret", **options}), transport)
    (part,) = webhook.render(notice(), delivery())
    assert isinstance(part, dict)
    assert part["data"] == json.loads(body_of(notice()))["data"]
    assert ("specversion" in part) == ("format" in options)
