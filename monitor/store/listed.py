"""Rows by many values of one column: the values come as one JSON text, so that the statement stays the same."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, func

from monitor.store.text import to_json

_NAME = "listed"


class _Listed:
    """`column == listed()` holds for each value of the list that `listed.of(values)` gives as a parameter."""

    def __call__(self) -> ColumnElement[Any]:
        rows = func.json_each(bindparam(_NAME, type_=Text())).table_valued("value", name=_NAME)
        return rows.c.value

    def of(self, values: Collection[int] | Collection[str]) -> dict[str, str]:
        return {_NAME: to_json(list(values))}


listed = _Listed()
