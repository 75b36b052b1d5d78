"""An export is read as a stream, whatever its shape, and what is wrong with it is told with its place."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import InputError, NotFoundError
from monitor.sources.export import Chat, ExportReader, result_file
from monitor.sources.packed import opened
from monitor.sources.recognise import recognise

CHANNEL = {"name": "A", "type": "public_channel", "id": 11}


def message(number: int, **more: Any) -> dict[str, Any]:
    return {"id": number, "type": "message", "date_unixtime": "1", "text": f"№ {number}", **more}


def chat(count: int = 2, **head: Any) -> dict[str, Any]:
    return {**CHANNEL, **head, "messages": [message(number + 1) for number in range(count)]}


def read(path: Path, content: Any, skip: int = 0) -> tuple[list[tuple[int, int]], ExportReader]:
    """(chat, message) as they are read, and the reader."""
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode())
    with opened(path) as source:
        reader = ExportReader(source, lambda chat: chat.is_public, skip)
        return [(chat.id, message.get("id", 0)) for chat, message in reader], reader


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "result.json"


def test_one_chat(path: Path) -> None:
    found, reader = read(path, chat())
    assert found == [(11, 1), (11, 2)]
    assert (reader.chats, reader.refused, reader.position) == ([Chat(11, "public_channel", "A")], [], 2)
    packed, _ = read(path, gzip.compress(json.dumps(chat()).encode()))
    assert packed == found


def test_an_account(path: Path) -> None:
    account = {
        "about": "…",
        "personal_information": {"phone_number": "1", "list": [[{"messages": [1]}]]},
        "contacts": {"about": "", "list": [{"name": "x"}]},
        "chats": {
            "about": "",
            "list": [
                chat(3, id=1, type="personal_chat"),
                chat(1),
                chat(0, id=2, type="private_group"),
                {"type": "saved_messages", "id": 3, "messages": []},
            ],
        },
        "left_chats": {"about": "", "list": [chat(2, id=12, type="public_supergroup")]},
    }
    found, reader = read(path, account)
    assert found == [(11, 1), (12, 1), (12, 2)]
    assert [chat.id for chat in reader.refused] == [1, 2, 3]
    assert read(path, account, skip=2)[0] == [(12, 2)]


def test_going_on(path: Path) -> None:
    found, reader = read(path, chat(5), skip=3)
    assert (found, reader.position) == ([(11, 4), (11, 5)], 5)


def test_ids_of_other_times_and_programs(path: Path) -> None:
    old = {**CHANNEL, "id": (2 << 32) + 11, "messages": [{"id": 1, "type": "message", "date": "2020-01-01T00:00:00"}]}
    assert read(path, old)[0] == [(11, 1)]
    assert read(path, chat(1, id=(2 << 32) + 11))[0] == [((2 << 32) + 11, 1)]  # numbers have grown since
    assert read(path, chat(1, id=-1_000_000_000_011))[0] == [(11, 1)]


def test_control_characters_as_telegram_desktop_writes_them(path: Path) -> None:
    r"""`\x0B` is no JSON; `\\x0B` is a backslash and text. Also where a block of the file ends in the middle."""
    body = rb'{"name":"A","type":"public_channel","id":11,"messages":[{"id":1,"date_unixtime":"1","text":"%s"}]}'
    for before in range(262_100 - 90, 262_160 - 90):
        text = b"a" * before + rb"\x0B \\x0B \\\x1F\\"
        path.write_bytes(body % text)
        with opened(path) as source:
            [(_, found)] = ExportReader(source, lambda _chat: True)
        assert found["text"] == "a" * before + "\x0b \\x0B \\\x1f\\"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (json.dumps(chat(9)).encode()[:-30], "after message number 8 of A (11), about byte .*was the export cut off"),
        (json.dumps(chat()).encode() + b"{", "after message number 2 of A .* trailing garbage"),
        (b'{"messages": []}', "stand before the `id` and `type`"),
        ({**CHANNEL, "chats": []}, "list of chats is none"),
        ({"chats": {"list": [{**CHANNEL, "messages": 7}]}}, "are no list"),
        (json.dumps(chat()).replace('"A"', '"\x00"').encode(), "damaged"),
        (b'{"name": "\xff"}', "damaged"),
        (gzip.compress(json.dumps(chat()).encode(), mtime=0)[:-12], "cannot be read|cut off"),
        (b"[]", "no export"),
    ],
)
def test_damage_is_told_with_its_place(path: Path, content: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence.replace("(11)", r"\(11\)")):
        read(path, content)


@pytest.mark.parametrize(("open_", "close"), [("[", "]"), ('{"a":', "}")])
def test_what_nests_too_deep_fills_no_memory(path: Path, open_: str, close: str) -> None:
    deep = open_ * 100_000 + "1" + close * 100_000
    whole = json.dumps(chat(1))[:-2] + f', {{"id": 2, "text": {deep}}}]}}'
    with pytest.raises(InputError, match=r"after message number 1 of A .* nests deeper"):
        read(path, whole.encode())


def test_brackets_in_texts_are_no_nesting(path: Path) -> None:
    content = {**CHANNEL, "messages": [message(1), message(2, text="[" * 5_000), message(3)]}
    assert read(path, content)[0] == [(11, 1), (11, 2), (11, 3)]


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b'{"channel_id": 1, "message_id": 2, "channel": "a", "text": "b"}\n{"channel_id": 1}', "posts"),
        (b'\xef\xbb\xbf\n {"text": {"messages": 1}, "message_id": 2}', "posts"),
        (b"", "posts"),
        (b'{"name": "A", "type": "x", "id": 1, "messages": []}', "export"),
        (b'{\n "about": "x"', "export"),
        (gzip.compress(b'{"chats": {}}', mtime=0), "export"),
    ],
)
def test_the_form_is_known_by_the_content(path: Path, content: bytes, form: str) -> None:
    path.write_bytes(content)
    with opened(path) as source:
        assert recognise(source) == form
        assert source.file.tell() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<!DOCTYPE html>", "Machine-readable JSON"),
        (b"a,b\n1,2\n", "neither"),
        (b'{"a": 1}', "neither"),
        (b'{"a" 1}', "neither"),
        (b"\x1f\x8b garbage", "cannot be read"),
        (b"[1]", "neither"),
    ],
)
def test_what_is_no_file_of_posts(path: Path, content: bytes, sentence: str) -> None:
    path.write_bytes(content)
    with opened(path) as source, pytest.raises(InputError, match=sentence):
        recognise(source)


def test_folders(path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"holds no result\.json"):
        result_file(path.parent)
    (path.parent / "messages.html").touch()
    with pytest.raises(NotFoundError, match="Machine-readable JSON"):
        result_file(path.parent)
    path.touch()
    assert result_file(path.parent) == result_file(path) == path
    with pytest.raises(NotFoundError, match="no such file"):
        result_file(path.parent / "none")
