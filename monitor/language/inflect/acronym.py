"""Names in capitals (ГУР, США, ISW) and the endings that Ukrainian and Russian put on them: ГУРу, ГУР-у."""

from typing import Literal

_VOWELS = "АЕЄЁИІЇОУЮЯЭЫ"
_HARD = {
    "uk": ("а", "у", "ові", "ом", "і", "и", "ів", "ам", "ами", "ах"),
    "ru": ("а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах"),
}
_VELAR = {
    "uk": ("а", "у", "ові", "ом", "и", "ів", "ам", "ами", "ах"),
    "ru": ("а", "у", "ом", "е", "и", "ов", "ам", "ами", "ах"),
}
_HUSHING = {
    "uk": ("а", "у", "еві", "ем", "і", "ів", "ам", "ами", "ах"),
    "ru": ("а", "у", "ем", "е", "и", "ей", "ам", "ами", "ах"),
}
# Read letter by letter and ending in the sound of э: ФСБ, ГРУ are not inflected; read as words, these are.
_NO_VOWEL = {"Б", "В", "Г", "Д", "П", "Т", "Ц"}


def is_acronym(text: str) -> bool:
    """Capitals, digits and signs only, with two letters at least."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)


def endings(text: str, language: Literal["uk", "ru"]) -> tuple[str, ...]:
    """The small-letter endings that an acronym may take, straight or after a hyphen; none where it takes none.

    Decided by its last letter: США and НАТО stay as they are, and so do those that are read letter by letter with a
    vowel in the end (ФСБ, КДБ, МВД), and those of several words (МО РФ).
    """
    last = text.rstrip()[-1:]
    if not is_acronym(text) or " " in text.strip() or last in _VOWELS + "Й" or not ("А" <= last <= "Я" or last == "Ґ"):
        return ()
    if last in _NO_VOWEL and not _is_read_as_word(text):
        return ()
    if last in "КГҐХ":
        return _VELAR[language]
    if last in "ЖЧШЩ":
        return _HUSHING[language]
    return _HARD[language]


def _is_read_as_word(text: str) -> bool:
    """A vowel within, and no more than two consonants together: ЦНАП, МАФ, ГУЛАГ."""
    run = longest = 0
    for letter in text:
        run = 0 if letter in _VOWELS or not letter.isalpha() else run + 1
        longest = max(longest, run)
    return longest < 3 and any(letter in _VOWELS for letter in text)
