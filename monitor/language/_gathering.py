"""Forms as they come together: each once, and what was left out with the reason."""

import re

from monitor.language.forms import Dropped, Expansion, Form
from monitor.language.normalize import fold

# Nearly all forms are plain words: no need to fold them the long way.
_PLAIN = re.compile("(?:[а-яіїєґ]+|[a-z]+)(?: (?:[а-яіїєґ]+|[a-z]+))*")
_Key = tuple[str, str, int]


def folded(text: str) -> str:
    """A form as texts are compared with it."""
    low = text.lower().replace("ё", "е")
    return low if _PLAIN.fullmatch(low) else fold(text).text


class Gathering:
    """The forms of one name. No two of them are alike in texts."""

    def __init__(self) -> None:
        self._forms: dict[_Key, Form] = {}
        self._dropped: dict[Dropped, None] = {}

    def add(self, form: Form) -> None:
        """Unless it is there, or a form alike that counts in letters of any case."""
        plain = folded(form.text)
        if (plain, "any", 0) not in self._forms:
            self._forms.setdefault((plain, form.case, form.capitals), form)

    def drop(self, text: str, why: str) -> bool:
        """Take out all forms that are alike; whether there were any."""
        plain = folded(text)
        keys = [key for key in self._forms if key[0] == plain]
        for key in keys:
            self.leave_out(self._forms.pop(key).text, why)
        return bool(keys)

    def leave_out(self, text: str, why: str) -> None:
        """Say why a form is not looked for."""
        self._dropped[Dropped(text, why)] = None

    def expansion(self) -> Expansion:
        return Expansion(tuple(self._forms.values()), tuple(self._dropped))
