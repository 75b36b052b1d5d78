"""Rows by many pairs at once, such as (channel, message).

SQLite walks over a whole table for `(a, b) IN (VALUES …)`, whatever index there is. Joined to a list that comes as one
JSON text it looks each pair up, and the statement stays the same for any number of them, so that it is made only once.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Text, bindparam, func

from monitor.store.text import to_json

PAIRS = "pairs"
"""The parameter to bind: see `written`."""


def among(query: Select[Any], first: Column[Any], second: Column[Any]) -> Select[Any]:
    """The rows of a query over the table of two columns whose values are one of the pairs."""
    one, other = _listed()
    return query.where(first == one, second == other)


def apart(query: Select[Any], first: Column[Any], second: Column[Any]) -> Select[Any]:
    """The rows that have the first value of a pair, and not its second."""
    one, other = _listed()
    return query.where(first == one, second != other)


def _listed() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    listed = func.json_each(bindparam(PAIRS, type_=Text())).table_valued("value", name="listed").c.value
    return func.json_extract(listed, "$[0]"), func.json_extract(listed, "$[1]")


def written(pairs: Iterable[tuple[int | str, int | str]]) -> dict[str, str]:
    """The pairs as a parameter. Texts are names of ours, which every database takes as they are."""
    return {PAIRS: to_json(list(pairs))}
