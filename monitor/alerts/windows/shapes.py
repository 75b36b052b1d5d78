"""Whether what is stored of a rule's windows still means what the rule asks. Pure."""

import hashlib
from typing import Any as Anything

import msgspec

from monitor.alerts.windows.placing import spec_of
from monitor.model import All, Any, Leaf, Not, RuleSpec, Tree


def shape_of(rule: RuleSpec) -> str:
    """What is stored fits as long as this stays the same. What stands from a "#" on is what the rule matches: of a rule
    that waits for a silence, the record begins anew where that changes, for it did not look for that before.
    """
    spec = spec_of(rule)
    return f"{spec.shape}#{_condition(rule)}" if spec.kind == "silence" else spec.shape


def _condition(rule: RuleSpec) -> str:
    said = [_said(rule.when), rule.origin, rule.events]
    return hashlib.sha256(
        msgspec.json.encode(msgspec.to_builtins(said, enc_hook=str, order="deterministic"))
    ).hexdigest()[:16]


def _said(tree: Tree) -> list[Anything]:
    match tree:
        case Leaf(kind, options):
            return [kind, options.model_dump(exclude_defaults=True)]
        case All(of):
            return ["all", *(_said(one) for one in of)]
        case Any(of):
            return ["any", *(_said(one) for one in of)]
        case Not(of):
            return ["not", _said(of)]
