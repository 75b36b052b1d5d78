"""What is wrong with the YAML itself, in words for people who do not know its grammar."""

import yaml

from monitor.config.problems import shown

_CONTEXTS = (
    ("quoted scalar", "stream", "this quote is never closed"),
    ("flow sequence", "", "this list in [ ] is never closed, or a comma is missing in it"),
    ("flow mapping", "", "this mapping in { } is never closed, or a comma is missing in it"),
    ("flow node", "", "a [ or { above is never closed, or a value is missing in it"),
    ("block", "", "the indentation does not fit the lines above"),
)
_NEEDS_QUOTES = "@`%|>*&!"


def complaint(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    """The line and a sentence for what the parser refused."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return 1, "is not YAML"
    line, column = error.problem_mark.line, error.problem_mark.column
    problem, context = error.problem or "", error.context or ""
    lines = text.split("\n")
    written = lines[line] if line < len(lines) else ""
    at = written[column : column + 1]
    if at == "\t" or "\t" in written[: len(written) - len(written.lstrip())]:
        return line + 1, "a tab stands in the indentation; use spaces"
    if "cannot start any token" in problem and at:
        return line + 1, f"a value that begins with {shown(at)} must stand in quotes"
    if context.startswith("while parsing a flow ") and written[: column + 1].endswith("${"):
        name = written[column + 1 :].split("}")[0]
        return line + 1, f'within {{ }} and [ ], a value from outside must stand in quotes: "${{{name}}}"'
    if "mapping values are not allowed" in problem:
        return line + 1, "a ':' stands where none can; put text with ': ' in quotes, and look at the indentation"
    if "escape" in problem:
        return line + 1, "a backslash in double quotes must be a known escape; use single quotes"
    return _in_context(error, line, problem, context)


def _in_context(error: yaml.MarkedYAMLError, line: int, problem: str, context: str) -> tuple[int, str]:
    begun = error.context_mark.line if error.context_mark else line
    for where, what, sentence in _CONTEXTS:
        if where in context and what in problem:
            return (line if where == "block" else begun) + 1, sentence
    return line + 1, f"is not YAML: {problem}"
