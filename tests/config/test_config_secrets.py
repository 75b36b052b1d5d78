"""What may be secret is in no message, whatever is wrong with it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from config_kinds import HEAD
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config.load import Loaded
from monitor.errors import ConfigError

Read = Callable[..., Loaded]
MARK = "xoxb-Hunter2-9f8e7d6c5b4a"
KEY = '"' + MARK + '"'
SESSION = ("1" + MARK).ljust(353, "A")
PLACES = {
    "version": "version: VALUE\n",
    "database": "version: 1\ndatabase: VALUE\n",
    "proxy": "version: 1\nproxy: VALUE\n",
    "api id": HEAD.replace("api_id: 1", "api_id: VALUE"),
    "account": HEAD.replace("desk-1", "VALUE"),
    "session": HEAD.replace("name: desk-1", "name: Bad, session: VALUE"),
    "server": HEAD.replace("api_id: 1", "api_id: 1, server: {dc: 1, address: VALUE}"),
    "poll": HEAD.replace("api_id: 1", "api_id: 1, poll: VALUE"),
    "listen": "version: 1\nweb: {listen: VALUE}\n",
    "include": "version: 1\ninclude: [VALUE]\n",
    "handle": HEAD.replace("DIUkraine", "VALUE"),
    "same handle": HEAD.replace("receivers:", "  - telegram: VALUE\n  - telegram: VALUE\nreceivers:"),
    "join": HEAD.replace("side: ukraine", "join: VALUE"),
    "via": HEAD.replace("side: ukraine", "via: VALUE"),
    "entity": HEAD + "rules: [{id: a, when: {entity: VALUE}}]\n",
    "same rule": HEAD + "rules: [{id: VALUE, when: {keyword: a}}, {id: VALUE, when: {keyword: a}}]\n",
    "label": HEAD + "rules: [{id: a, when: {keyword: a}, from: {labels: [VALUE], channels: VALUE}}]\n",
    "label suggested": HEAD.replace("official", "VALUE")
    + "rules: [{id: a, when: {keyword: a}, from: {labels: [b]}}]\n",
    "receiver": HEAD + "rules: [{id: a, when: {keyword: a}, notify: [VALUE]}]\n",
    "no receiver": "version: 1\nrules: [{id: VALUE, when: {keyword: a}}]\n",
    "severity": HEAD + "rules: [{id: a, when: {keyword: a}, severity: VALUE}]\n",
    "condition": HEAD + "rules: [{id: a, when: VALUE}]\n",
    "sink": "version: 1\nreceivers: {a: {to: [VALUE]}}\n",
    "entry": "version: 1\nreceivers: {a: {to: [{console: {name: VALUE}}, {console: {name: VALUE}}]}}\n",
    "url": "version: 1\nreceivers: {a: {to: [{webhook: {url: VALUE}}]}}\n",
    "part of a url": "version: 1\nreceivers: {a: {to: [{webhook: {url: 'http://VALUE/x'}}]}}\n",
    "secret": "version: 1\nreceivers: {a: {to: [{webhook: {url: 'https://a', secret: [VALUE]}}]}}\n",
    "options": "version: 1\nreceivers: {a: {to: [{webhook: VALUE}]}}\n",
    "retries": "version: 1\nreceivers: {a: {to: [{webhook: {url: 'https://a', retries: VALUE}}]}}\n",
}
SECRETIVE = ("database", "proxy", "session", "url", "part of a url", "secret")


def complaint(read: Read, text: str, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(text, **environ)
    assert caught.value.problems
    return str(caught.value)


@pytest.mark.parametrize("place", PLACES)
def test_a_value_from_the_environment_is_never_shown(read: Read, place: str) -> None:
    text = PLACES[place].replace("'http://VALUE/x'", '"http://${MARK}/x"').replace("VALUE", '"${MARK}"')
    assert MARK not in complaint(read, text, MARK=MARK)


@pytest.mark.parametrize("place", [name for name in PLACES if name not in ("part of a url", "same handle")])
def test_a_value_from_a_file_is_never_shown(read: Read, tmp_path: Path, place: str) -> None:
    (tmp_path / "mark").write_text(MARK)
    assert MARK not in complaint(read, PLACES[place].replace("VALUE", "!file mark"))


@pytest.mark.parametrize("place", SECRETIVE)
def test_a_secretive_key_is_never_shown_even_if_written_out(read: Read, place: str) -> None:
    assert MARK not in complaint(read, PLACES[place].replace("VALUE", MARK))


def test_a_secret_with_line_breaks_and_quotes_is_not_shown_in_pieces(read: Read) -> None:
    secret = "-----BEGIN KEY-----\nMIIEowIBAAKCAQEA'\"\\x\nabcdefghijklmnop\n-----END KEY-----"
    found = complaint(read, PLACES["include"].replace("VALUE", '"${MARK}"'), MARK=secret)
    assert not any(piece in found for piece in ("MIIEowIBAAKC", "abcdefghijkl"))


def test_what_was_read_does_not_show_its_secrets(read: Read) -> None:
    text = HEAD.replace("api_hash: abc", f"api_hash: {KEY}").replace("name: desk-1", f"name: a, session: {SESSION}")
    text = text.replace("[console]", f"[{{webhook: {{url: 'https://{MARK}', secret: {KEY}}}}}]")
    spec = read(f"{text}proxy: http://{MARK}:80\ndatabase: sqlite:///{MARK}\n").spec
    assert MARK not in repr(spec)
    assert MARK not in str(spec)


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, "the environment variable MARK is not set; set it, or name its file in MARK_FILE"),
        ({"MARK": "a\udc80"}, "the environment variable MARK is not UTF-8 text"),
        ({"MARK": ""}, "the environment variable MARK is empty; set it, or name its file in MARK_FILE"),
        ({"MARK_FILE": "/nowhere/mark"}, "the file that MARK_FILE names does not exist"),
    ],
)
def test_a_secret_that_is_not_there_is_named(read: Read, environ: dict[str, str], wanted: str) -> None:
    assert (
        complaint(read, HEAD.replace("abc", '"${MARK}"'), **environ).split(": ", 1)[1] == f"telegram.api_hash: {wanted}"
    )


@pytest.mark.parametrize(
    ("content", "wanted"),
    [(b"\xff\xfe" + MARK.encode(), "is not UTF-8 text"), (b"x" * 64_001, "is larger than 64 kB")],
)
def test_a_file_of_a_secret_that_cannot_be_used(read: Read, tmp_path: Path, content: bytes, wanted: str) -> None:
    (tmp_path / "mark").write_bytes(content)
    found = complaint(read, HEAD.replace("abc", "!file mark"))
    assert found == f"{tmp_path}/watch.yaml:2: telegram.api_hash: the file 'mark' {wanted}"


def test_the_path_of_a_file_is_shown_as_it_is_written(read: Read) -> None:
    found = complaint(read, HEAD.replace("abc", '!file "${MARK}/x"'), MARK=MARK)
    assert found.endswith("the file '${MARK}/x' does not exist")


@settings(max_examples=80, deadline=None)
@given(data=st.data(), noise=st.text(min_size=12, max_size=40, alphabet=st.characters(min_codepoint=33)))
def test_no_place_shows_any_secret(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, noise: str) -> None:
    from config_kinds import CONDITIONS, SINKS

    from monitor.config.load import load

    secret = f"!{noise}"  # nothing that could be right by chance
    name = data.draw(st.sampled_from(sorted({*PLACES} - {"include"})))
    text = PLACES[name].replace("'http://VALUE/x'", '"http://${MARK}/x"').replace("VALUE", '"${MARK}"')
    path = tmp_path_factory.getbasetemp() / "secret.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path, conditions=CONDITIONS, sinks=SINKS, environ={"MARK": secret})
    assert secret not in str(caught.value)
