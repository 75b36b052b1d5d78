"""Bodies of webhooks beside the standard one: CloudEvents, and templates of users."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from pydantic import ValidationError
from sinks_samples import delivery, excerpt, notice

from monitor.errors import Rejected
from monitor.kinds import discover
from monitor.model import NoticeKind
from monitor.ports.options import FromFile
from monitor.sinks._body import body_of, event_of
from monitor.sinks._samples import SAMPLES
from monitor.sinks._template import Renderer, complaint
from monitor.sinks._transport import Transport
from monitor.sinks.webhook import Webhook, WebhookOptions
from monitor.testing.receivers import WebhookReceiver
from monitor.usecases.check import check

DOCS = Path(__file__).parents[2] / "docs" / "webhook.md"
CHAT = '{"text": {{ data.title | tojson }}, "links": {{ data.excerpts | map(attribute="link") | list | tojson }}}'


def sink(transport: Transport, receiver: WebhookReceiver, **options: object) -> Webhook:
    given = {"url": receiver.url, "secret": receiver.secret, "allow_private": True, **options}
    return Webhook(WebhookOptions.model_validate(given), transport)


async def test_a_cloud_event_is_the_same_data_in_an_envelope(transport: Transport) -> None:
    async with WebhookReceiver(answers=[500, 204]) as receiver:
        webhook = sink(transport, receiver, format="cloudevents", source="https://desk.example.org/monitor")
        with pytest.raises(Exception, match="500"):
            await webhook.send(notice(), delivery())
        await webhook.send(notice(), delivery())
    first, second = receiver.received
    assert first.valid
    assert first.body == second.body
    assert second.headers["content-type"] == "application/cloudevents+json"
    event, plain = second.data, json.loads(body_of(notice()))
    assert event.pop("data") == plain["data"]
    assert event == {
        "specversion": "1.0",
        "id": second.id,
        "source": "https://desk.example.org/monitor",
        "type": "alert.opened",
        "subject": "4f1c2a",
        "time": plain["timestamp"],
        "datacontenttype": "application/json",
    }


async def test_a_template_makes_the_body_and_it_is_signed(transport: Transport) -> None:
    async with WebhookReceiver() as receiver:
        await sink(transport, receiver, template=CHAT).send(notice(), delivery())
        plain = "{{ id }} {{ type }}\n{% for post in data.excerpts %}{{ post.text }}{% endfor %}\n"
        typed = sink(transport, receiver, template=plain, content_type="text/plain; charset=utf-8")
        await typed.send(notice(), delivery())
    chat, text = receiver.received
    assert chat.valid
    assert text.valid
    assert chat.data == {"text": "North Korean casualties are claimed", "links": ["https://t.me/DIUkraine/5012"]}
    assert chat.headers["content-type"] == "application/json"
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.body.decode() == f"{text.id} alert.opened\n{notice().excerpts[0].text}"


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{% if data.more == 77 %}\n{{ data.titel }}{% endif %}[]", "line 2: .* has no attribute 'titel'"),
        ("{% if data.more == 77 %}{{ 9 ** (data.more * 1000000) }}{% endif %}[]", "1 s|MB"),
        (
            "{% if data.more == 77 %}{% for a in range(99999) %}{{ 'x' * 100 }}{% endfor %}{% endif %}[]",
            "more than 1 MB",
        ),
        ("{% if data.more == 77 %}{{ 'x' * 10 ** 9 }}{% endif %}[]", "MB"),
    ],
)
async def test_a_template_that_fails_at_last_is_final_and_costs_nobody_else(
    transport: Transport, template: str, sentence: str
) -> None:
    async with WebhookReceiver() as receiver:
        webhook = sink(transport, receiver, template=template)
        with pytest.raises(Rejected, match=rf"the template cannot be used: .*(?:{sentence})"):
            await webhook.send(notice(more=77), delivery())
        await webhook.send(notice(), delivery(2))
    assert [received.id for received in receiver.received] == [delivery(2).key]


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{{ data.title", "line 1: unexpected end of template"),
        (
            "\n\n{% for post in data.excerpts %}{{ post.txt }}{% endfor %}",
            "line 3: 'dict object' has no attribute 'txt'",
        ),
        ("{{ title }}", "line 1: 'title' is undefined"),
        ('{"text": "{{ data.title }}"}', "does not become JSON"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "more than 1 s"),
        ("{{ ''.__class__.__mro__ }}", "is unsafe"),
        ("{% include '/etc/passwd' %}", "no loader"),
        ("{{ data.excerpts.clear() }}", "is unsafe"),
        ("{{ data.lines.append(1) }}", "is unsafe"),
    ],
)
def test_what_is_wrong_with_a_template_is_found_before_it_is_used(template: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        WebhookOptions.model_validate({"url": "https://example.org", "template": template})
    assert re.search(sentence, str(caught.value)), caught.value
    assert not isinstance(caught.value.errors()[0]["ctx"]["error"], AssertionError)


def test_a_template_in_a_file_is_told_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "chat.j2").write_text('{\n"text": {{ data.titel | tojson }}\n}\n')
    path = tmp_path / "watch.yaml"
    path.write_text(
        "version: 1\nreceivers:\n  desk:\n    to:\n      - webhook:\n          url: https://example.org\n"
        "          template: !text chat.j2\n"
    )
    found, _ = check(path, discover(), {})
    said = f"{tmp_path}/chat.j2:2: 'dict object' has no attribute 'titel'"
    assert found.problems == (f"{path}:7: receivers.desk.to[0].webhook.template: {said}",)
    (tmp_path / "chat.j2").write_text('{"text": {{ data.title | tojson }}}\n')
    found, read = check(path, discover(), {})
    assert found.problems == ()
    assert read is not None
    options = read.spec.receivers["desk"].entries[0].options
    assert isinstance(options, WebhookOptions)
    assert isinstance(options.template, FromFile)
    (tmp_path / "chat.j2").unlink()
    found, _ = check(path, discover(), {})
    assert found.problems == (f"{path}:7: receivers.desk.to[0].webhook.template: the file 'chat.j2' does not exist",)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"format": "cloudevents", "template": "[]"}, "keep one of them"),
        ({"content_type": "text/plain"}, "that of a template"),
        ({"content_type": "text\r\nx: y", "template": "[]"}, "no type of content"),
        ({"content_type": "text/plain; charset=utf-8\r\nx: y", "template": "[]"}, "no type of content"),
        ({"source": "a b"}, "no URI"),
        ({"format": "xml"}, "cloudevents"),
    ],
)
def test_bad_options_get_a_sentence(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        WebhookOptions.model_validate({"url": "https://example.org", **options})
    assert sentence in str(caught.value)


def test_samples_show_every_field_and_what_may_be_missing() -> None:
    kinds = {sample["data"]["kind"] for sample in SAMPLES}
    assert kinds <= set(NoticeKind.__args__)  # type: ignore[attr-defined]
    assert {"opened", "matched", "edited", "deleted", "away"} <= kinds
    assert set(SAMPLES[0]) == {"id", *event_of(notice())}
    assert any(not sample["data"]["excerpts"] for sample in SAMPLES)
    for name in set(event_of(notice())["data"]["excerpts"][0]) - {"truncated"}:
        values = [post[name] for sample in SAMPLES for post in sample["data"]["excerpts"]]
        assert any(values), f"no sample has a {name}"


def test_the_documented_template_is_right() -> None:
    (example,) = re.findall(r"```jinja\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert complaint(example, SAMPLES, "", as_json=True) == ""


async def test_a_process_that_was_ended_is_begun_again() -> None:
    renderer = Renderer()
    try:
        assert await renderer.render("{{ a }}", {"a": "1"}) == b"1"
        pid = renderer._process.pid
        assert renderer._process._process is not None
        renderer._process._process.kill()
        assert await renderer.render("{{ a }}", {"a": "2"}) == b"2"
        assert renderer._process.pid != pid
        many = await asyncio.gather(*(renderer.render("{{ a }}", {"a": str(n)}) for n in range(20)))
        assert many == [str(n).encode() for n in range(20)]
    finally:
        await renderer.close()


async def test_texts_of_strangers_are_data_to_a_template(transport: Transport) -> None:
    evil = excerpt("{{ 7 * 7 }}{% raw %}\ud800\x00</script>\"'\\ \u202e")
    async with WebhookReceiver() as receiver:
        template = "[{% for post in data.excerpts %}{{ post.text | tojson }}{{ ',' if not loop.last }}{% endfor %}]"
        await sink(transport, receiver, template=template).send(notice(evil), delivery())
    (received,) = receiver.received
    assert received.data == ["{{ 7 * 7 }}{% raw %}\ufffd\ufffd</script>\"'\\ \u202e"]
    received.body.decode("ascii")
