"""Templates of users: tried before they are used, and rendered in a process that bounds time, memory and size."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from monitor.errors import Rejected, Unavailable
from monitor.resident import Ended, Resident

_MODULE = "monitor.sinks._rendering"
_DEADLINE = 30.0  # seconds: the process bounds its own time of CPU, this is for a machine that stands still
_RENDERINGS = 1_000
_ENDED = "it takes more time or memory than it may (1 s, 256 MB)"


class _Answer(msgspec.Struct):
    """As the process gives it."""

    text: str = ""
    wrong: str = ""
    line: int = 0


class Renderer:
    """One process for all sinks, started when first needed."""

    def __init__(self) -> None:
        self._process = Resident(_MODULE, _DEADLINE, _RENDERINGS)

    async def render(self, template: str, told: Mapping[str, Any]) -> bytes:
        """What the template makes of what it is told.

        Raises:
            Rejected: the template is wrong, or takes too much.
            Unavailable: the machine does not get to it.
        """
        question = msgspec.json.encode({"template": str(template), "told": told})
        try:
            answer = await self._asked(question)
        except TimeoutError:
            raise Unavailable(f"the template was not rendered within {_DEADLINE:g} s") from None
        except OSError as error:
            raise Unavailable(f"the process that renders templates cannot be started: {error.strerror}") from None
        except Ended:
            raise Rejected(f"the template cannot be used: {_ENDED}") from None
        if answer.wrong:
            raise Rejected(f"the template cannot be used: {_said(answer)}; try it with `monitor check`")
        return answer.text.encode()

    async def close(self) -> None:
        """End the process."""
        await self._process.close()

    async def _asked(self, question: bytes) -> _Answer:
        try:
            answer = await self._process.ask(question)
        except Ended:  # it may have been ended by somebody else: only twice over the same is the template's doing
            answer = await self._process.ask(question)
        return msgspec.json.decode(answer, type=_Answer)


def complaint(template: str, samples: Sequence[Mapping[str, Any]], file: str, *, as_json: bool) -> str:
    """What is wrong with a template, by the first sample that shows it; "" if nothing is.

    Begins with `file:line: ` where the template is a file. `as_json`: what it makes has to be JSON. Blocks.
    """
    questions = [msgspec.json.encode({"template": str(template), "told": told, "trial": True}) for told in samples]
    asked = b"".join(len(question).to_bytes(4, "big") + question for question in questions)
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", _MODULE],
            input=asked,
            capture_output=True,
            timeout=_DEADLINE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"the template was not tried within {_DEADLINE:g} s"
    answers = _answers(done.stdout)
    for answer in answers:
        if answer.wrong:
            return _placed(answer, file)
        if as_json and (wrong := _no_json(answer.text)):
            return _placed(wrong, file)
    return "" if len(answers) == len(samples) else _placed(_Answer(wrong=_ENDED), file)


def _answers(data: bytes) -> list[_Answer]:
    found, at = [], 0
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "big")
        found.append(msgspec.json.decode(data[at + 4 : end], type=_Answer))
        at = end
    return found


def _no_json(text: str) -> _Answer | None:
    """The complaint about a text that is no JSON."""
    try:
        json.loads(text)
    except ValueError as error:
        said = getattr(error, "msg", "not JSON")
        return _Answer(wrong=f"a sample notice does not become JSON ({said}): write values as {{{{ value | tojson }}}}")
    return None


def _placed(answer: _Answer, file: str) -> str:
    if file:
        return f"{file}:{answer.line or 1}: {answer.wrong}"
    return f"the template is wrong: {_said(answer)}"


def _said(answer: _Answer) -> str:
    return f"line {answer.line}: {answer.wrong}" if answer.line else answer.wrong
