"""From a node to a validated model: gives pydantic what it expects, and turns what it says into our words."""

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError, WithJsonSchema
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from monitor.config.document import Items, Node, Table, Text, child
from monitor.config.problems import Path, Place, Problems, Step
from monitor.config.wording import hides, missing, sentence, unknown
from monitor.ports.options import FromFile, Measure, Quoted

Model = TypeVar("Model", bound=BaseModel)
_LISTS = (list, tuple, set, frozenset, Sequence, AbstractSet)


def validated(model: type[Model], node: Table, path: Path, problems: Problems, *, implied: str = "") -> Model | None:
    """The node as a model, or None after saying what is wrong. `implied` is a key that the user did not write."""
    try:
        return model.model_validate(_data(node, model))
    except ValidationError as caught:
        found = [_Found(error, node, model, path, implied) for error in caught.errors(include_url=False)]
    for wrong in _worth_saying(found):
        problems.add(wrong.place, wrong.path, wrong.sentence())
    return None


@cache
def fields(model: type[BaseModel]) -> Mapping[str, Any]:
    """The annotation of every key that a user may write, whole: what pydantic took off it tells units."""
    return MappingProxyType({field.alias or name: _whole(field) for name, field in model.model_fields.items()})


def _whole(field: FieldInfo) -> object:
    whole: object = field.annotation
    for one in field.metadata:
        whole = Annotated[whole, one]
    return whole


class _Found:
    """One complaint of pydantic's, put back to where the user wrote it."""

    def __init__(self, error: ErrorDetails, root: Table, model: type[BaseModel], path: Path, implied: str) -> None:
        self.error = error
        self.model: type[BaseModel] | None = model
        self.node: Node = root
        self.place: Place = root.place
        self.path = path
        self.secret = False
        self._annotation: object = model
        loc = error["loc"]
        unwritten = error["type"] == "missing"
        for step in loc[:-1] if unwritten else loc:
            self._descend(step, implied)
        self.last = str(loc[-1]) if loc else ""
        if error["type"] == "extra_forbidden":
            self.model = self._owner

    _owner: type[BaseModel] | None = None

    def _descend(self, step: Step, implied: str) -> None:
        found = child(self.node, step)
        if found is None:  # the name of a union's branch, or an index that only our one-item list has
            return
        self._annotation = self._below(step)
        self.node, self.place = found
        if isinstance(step, str):
            self.secret = self.secret or hides(step, self._annotation)
        if step != implied:
            self.path = (*self.path, step)
        self.model = next(_models(self._annotation), None)

    def _below(self, step: Step) -> object:
        if not isinstance(self.node, Table):
            return _inner(self._annotation)
        self._owner = next(_models(self._annotation), None)
        return fields(self._owner).get(str(step), object) if self._owner else _inner(self._annotation)

    @property
    def mismatch(self) -> bool:
        return self.error["type"].endswith("_type")

    def sentence(self) -> str:
        if self.error["type"] == "extra_forbidden":
            return unknown(self.last, self.model)
        if self.error["type"] == "missing":
            return missing(self.error["loc"][-1], self.model)
        return sentence(self.error, self.node, self._owner, secret=self.secret, measure=_measure(self._annotation))


def _worth_saying(found: Sequence[_Found]) -> Iterator[_Found]:
    """Leaves out what was said already, and the branches of a union that were not meant."""
    taken: set[Path] = set()
    for wrong in sorted(found, key=lambda one: one.mismatch):
        if _broken(wrong.node, wrong.error["type"]):
            continue
        several = wrong.error["type"] in {"missing", "extra_forbidden"}
        if not several and any(path[: len(wrong.path)] == wrong.path for path in taken):
            continue
        taken.add((*wrong.path, wrong.last) if several else wrong.path)
        yield wrong


def _broken(node: Node, kind: str) -> bool:
    """Whether the complaint may only follow from something that was said before."""
    if isinstance(node, Text):
        return node.broken
    if kind not in {"value_error", "assertion_error"}:
        return False
    inner = node.of.values() if isinstance(node, Table) else node.of
    return any(_broken(one, kind) for one in inner)


def _data(node: Node, annotation: object) -> object:
    """Plain data for pydantic. One scalar where a list is wanted is a list of one."""
    if isinstance(node, Text):
        return _reader(annotation)(node)
    if isinstance(node, Items):
        item = _inner(annotation)
        read = _reader(item)  # asked once: a list may hold thousands of words
        return [read(one) if isinstance(one, Text) else _data(one, item) for one in node.of]
    model = next(_models(annotation), None)
    if model is None:
        value = _inner(annotation)
        return {key: _data(one, value) for key, one in node.of.items()}
    known = fields(model)
    return {key: _data(one, known.get(key, object)) for key, one in node.of.items()}


def _reader(annotation: object) -> Callable[[Text], object]:
    """What makes plain data of a scalar."""
    tells_quotes, wants_list = _tells_quotes(annotation), _wants_list(annotation)
    knows_files = FromFile in _branches(annotation)

    def read(node: Text) -> object:
        if node.empty:
            return None
        text = Quoted(node.text) if node.quoted and tells_quotes else node.text
        if node.file and knows_files:
            text = FromFile(node.text, node.file)
        return [text] if wants_list else text

    return read


def _wants_list(annotation: object) -> bool:
    branches = list(_branches(annotation))
    takes_text = any(not _is_list(one) and not _is_model(one) for one in branches)
    return any(_is_list(one) for one in branches) and not takes_text


def _tells_quotes(annotation: object) -> bool:
    """Whether quotes mean something there."""
    return any(one is Quoted or (_is_list(one) and Quoted in _branches(_inner(one))) for one in _branches(annotation))


def _branches(annotation: object) -> Iterator[object]:
    """What an annotation allows, without Annotated, unions and None."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _branches(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for one in get_args(annotation):
            yield from _branches(one)
    elif annotation is not type(None):
        yield annotation


def _measure(annotation: object) -> Measure | None:
    """Whether it is a duration or a size: then people write its units."""
    if get_origin(annotation) is Annotated:
        of, *metadata = get_args(annotation)
        for one in metadata:
            told = (one.json_schema or {}).get("format") if isinstance(one, WithJsonSchema) else None
            if told in get_args(Measure):
                return cast("Measure", told)
        return _measure(of)
    if get_origin(annotation) in (Union, types.UnionType):
        return next(filter(None, map(_measure, get_args(annotation))), None)
    return None


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    for one in _branches(annotation):
        if isinstance(one, type) and issubclass(one, BaseModel):
            yield one


def _inner(annotation: object) -> object:
    """What stands in a list or as the values of a mapping."""
    for one in _branches(annotation):
        if get_args(one) and (_is_list(one) or get_origin(one) is tuple):
            return get_args(one)[0]
        if get_origin(one) in (dict, Mapping):
            return get_args(one)[1]
    return object


def _is_list(annotation: object) -> bool:
    """Whether it takes any number of things; a tuple of fixed length is written as one value or in full."""
    if get_origin(annotation) is tuple and Ellipsis not in get_args(annotation):
        return False
    return (get_origin(annotation) or annotation) in _LISTS


def _is_model(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
