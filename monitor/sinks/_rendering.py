"""The process that renders templates: `python -m monitor.sinks._rendering`, a template and data in, text out.

A question and an answer are each a length of four bytes and as many bytes of JSON. It ends with its input. A template
that turns in circles, or makes more than it may, is stopped; where it cannot be stopped, the process ends itself.
"""

import json
import resource
import signal
import sys
from collections import OrderedDict
from types import FrameType, TracebackType
from typing import Any, BinaryIO

import msgspec
from jinja2 import StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_SECONDS = 1.0  # of CPU, for one rendering
MOST_BYTES = 1_000_000
MOST_MEMORY = 256 * 1024 * 1024
_KEPT = 64  # compiled templates
_NAME = "<template>"


class Question(msgspec.Struct):
    """A template and what it is told, by name. `trial`: what is wrong with it is to be found once."""

    template: str
    told: dict[str, Any]
    trial: bool = False


class Answer(msgspec.Struct):
    """What was made; or what is wrong, in the `line` of the template, counted from 1 (0: nowhere in particular)."""

    text: str = ""
    wrong: str = ""
    line: int = 0


class _TooMuch(BaseException):
    """No part of a template may catch this."""


def main() -> None:
    """Render until the input ends."""
    _limit()
    compiled: OrderedDict[str, Template] = OrderedDict()
    take, give = sys.stdin.buffer, sys.stdout.buffer
    while question := _taken(take):
        found = outcome(question, compiled)
        answer = msgspec.json.encode(found)
        give.write(len(answer).to_bytes(4, "big") + answer)
        give.flush()
        if found.wrong and question.trial:
            return


def _limit() -> None:
    limits = ((resource.RLIMIT_DATA, MOST_MEMORY), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0))
    for name, most in limits:
        resource.setrlimit(name, (most, most))
    signal.signal(signal.SIGVTALRM, _stop)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _TooMuch(f"takes more than {MOST_SECONDS:g} s")


def _taken(take: BinaryIO) -> Question | None:
    head = take.read(4)
    return msgspec.json.decode(take.read(int.from_bytes(head, "big")), type=Question) if len(head) == 4 else None


def outcome(question: Question, compiled: OrderedDict[str, Template]) -> Answer:
    """What a template makes of what it is told, within the limits; whatever it does wrong is an answer, too."""
    # The first clock raises in the template; the second ends the process, should one long step not let it.
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS * 2)
    try:
        return Answer(_rendered(_compiled(question.template, compiled), question.told))
    except _TooMuch as stopped:
        return Answer(wrong=str(stopped))
    except TemplateSyntaxError as error:
        return Answer(wrong=_clause(error.message or "is not a template"), line=error.lineno)
    except MemoryError:
        return Answer(wrong=f"takes more than {MOST_MEMORY // 1024 // 1024} MB")
    except Exception as error:  # noqa: BLE001 - whatever a template provokes
        return Answer(wrong=_clause(str(error) or type(error).__name__), line=_line(error.__traceback__))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)


def _compiled(template: str, compiled: OrderedDict[str, Template]) -> Template:
    if template not in compiled:
        environment = ImmutableSandboxedEnvironment(autoescape=False, undefined=StrictUndefined)
        environment.policies["json.dumps_function"] = _dumped
        compiled[template] = environment.from_string(template)
    compiled.move_to_end(template)
    while len(compiled) > _KEPT:
        compiled.popitem(last=False)
    return compiled[template]


def _dumped(value: object, **options: Any) -> str:
    """As `json.dumps`, but a name that does not exist is called by its name."""
    return json.dumps(value, default=str, **options)


def _rendered(template: Template, told: dict[str, Any]) -> str:
    parts, size = [], 0
    for part in template.generate(told):
        size += len(part.encode(errors="replace"))
        if size > MOST_BYTES:
            raise _TooMuch(f"makes more than {MOST_BYTES // 1_000_000} MB")
        parts.append(part)
    # Half a surrogate pair, which only the template itself can have made, is no text.
    return "".join(parts).encode(errors="replace").decode()


def _clause(text: str) -> str:
    """One line, short."""
    return " ".join(text.split()).removesuffix(".")[:200]


def _line(trace: TracebackType | None) -> int:
    """The line of the template at which an error arose."""
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _NAME:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


if __name__ == "__main__":
    main()
