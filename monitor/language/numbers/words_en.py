"""English numerals, folded."""

_UNITS = "one two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"

UNITS: dict[int, str] = dict(enumerate(_UNITS.split(), start=1))
TEENS: dict[int, str] = dict(enumerate(_TEENS.split(), start=10))
TENS: dict[int, str] = {10 * at: word for at, word in enumerate(_TENS.split(), start=2)}
HUNDREDS: dict[int, str] = {}
FIXED: dict[int, str] = {}
NONE = "zero"
BOTH = "both"
SEVERAL: dict[int, str] = {1: "several few"}
COUPLE = "couple"
HALF = "half"
HALF_MORE = ""

# `article`: one, if an article or a qualifier stands before it ("a hundred", "over hundred").
SCALES: dict[int, dict[str, str]] = {
    10: {"many": "tens"},
    12: {"article": "dozen", "many": "dozens"},
    20: {"article": "score", "many": "scores"},
    100: {"article": "hundred", "many": "hundreds"},
    1000: {"article": "thousand", "many": "thousands", "never": "k к"},
    1_000_000: {"article": "million", "many": "millions", "never": "mln mn m"},
    1_000_000_000: {"article": "billion", "many": "billions", "never": "bn bln"},
    1_000_000_000_000: {"article": "trillion", "many": "trillions", "never": "trn tn"},
}
