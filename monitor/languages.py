"""Codes of languages as the watch file takes them, and what was probably meant by one that is none."""

from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from monitor.lookalikes import foreign, in_latin

_TWO_LETTERS = """
aa Afar|ab Abkhazian|ae Avestan|af Afrikaans|ak Akan|am Amharic|an Aragonese|ar Arabic|as Assamese|av Avaric|ay Aymara
az Azerbaijani|ba Bashkir|be Belarusian|bg Bulgarian|bi Bislama|bm Bambara|bn Bengali|bo Tibetan|br Breton|bs Bosnian
ca Catalan|ce Chechen|ch Chamorro|co Corsican|cr Cree|cs Czech|cu Church Slavonic|cv Chuvash|cy Welsh|da Danish
de German|dv Divehi|dz Dzongkha|ee Ewe|el Greek|en English|eo Esperanto|es Spanish|et Estonian|eu Basque|fa Persian
ff Fulah|fi Finnish|fj Fijian|fo Faroese|fr French|fy Western Frisian|ga Irish|gd Gaelic|gl Galician|gn Guarani
gu Gujarati|gv Manx|ha Hausa|he Hebrew|hi Hindi|ho Hiri Motu|hr Croatian|ht Haitian|hu Hungarian|hy Armenian|hz Herero
ia Interlingua|id Indonesian|ie Interlingue|ig Igbo|ii Sichuan Yi|ik Inupiaq|io Ido|is Icelandic|it Italian
iu Inuktitut|ja Japanese|jv Javanese|ka Georgian|kg Kongo|ki Kikuyu|kj Kuanyama|kk Kazakh|kl Kalaallisut|km Khmer
kn Kannada|ko Korean|kr Kanuri|ks Kashmiri|ku Kurdish|kv Komi|kw Cornish|ky Kyrgyz|la Latin|lb Luxembourgish|lg Ganda
li Limburgish|ln Lingala|lo Lao|lt Lithuanian|lu Luba-Katanga|lv Latvian|mg Malagasy|mh Marshallese|mi Maori
mk Macedonian|ml Malayalam|mn Mongolian|mr Marathi|ms Malay|mt Maltese|my Burmese|na Nauru|nb Norwegian Bokmål
nd North Ndebele|ne Nepali|ng Ndonga|nl Dutch|nn Norwegian Nynorsk|no Norwegian|nr South Ndebele|nv Navajo|ny Chichewa
oc Occitan|oj Ojibwa|om Oromo|or Oriya|os Ossetian|pa Punjabi|pi Pali|pl Polish|ps Pashto|pt Portuguese|qu Quechua
rm Romansh|rn Rundi|ro Romanian|ru Russian|rw Kinyarwanda|sa Sanskrit|sc Sardinian|sd Sindhi|se Northern Sami|sg Sango
si Sinhala|sk Slovak|sl Slovenian|sm Samoan|sn Shona|so Somali|sq Albanian|sr Serbian|ss Swati|st Southern Sotho
su Sundanese|sv Swedish|sw Swahili|ta Tamil|te Telugu|tg Tajik|th Thai|ti Tigrinya|tk Turkmen|tl Tagalog|tn Tswana
to Tonga|tr Turkish|ts Tsonga|tt Tatar|tw Twi|ty Tahitian|ug Uyghur|uk Ukrainian|ur Urdu|uz Uzbek|ve Venda
vi Vietnamese|vo Volapük|wa Walloon|wo Wolof|xh Xhosa|yi Yiddish|yo Yoruba|za Zhuang|zh Chinese|zu Zulu
"""
# Languages of these wars that have no code of two letters.
_THREE_LETTERS = """
bua Buryat|ckb Central Kurdish|crh Crimean Tatar|dar Dargwa|gag Gagauz|inh Ingush|kbd Kabardian|krc Karachay-Balkar
kum Kumyk|lez Lezgian|mdf Moksha|myv Erzya|prs Dari|rue Rusyn|sah Yakut|tyv Tuvan|udm Udmurt|xal Kalmyk
"""


def _table(*written: str) -> dict[str, str]:
    return dict(one.split(" ", 1) for table in written for one in table.strip().replace("\n", "|").split("|"))


NAMED: Final = MappingProxyType(_table(_TWO_LETTERS, _THREE_LETTERS))
"""The English name of every language by its code: ISO 639-1, and some of ISO 639-3 that have no code there."""

INFLECTED: Final = ("uk", "ru")
"""Languages whose names are looked for in all their grammatical forms."""

UNCHANGING: Final = frozenset(
    {"en", "es", "fr", "id", "it", "ja", "km", "ko", "lo", "ms", "my", "pt", "th", "vi", "zh"}
)
"""Languages whose names stand in a text as they are written, or with something set directly behind them."""

# What people write for a language: its country, an older code, or three letters.
_WRITTEN_FOR = """
ua uk|ukr uk|by be|bel be|rus ru|eng en|gb en|us en|kp ko|kor ko|cn zh|zho zh|chi zh|jp ja|jpn ja|ir fa|fas fa|per fa
il he|iw he|heb he|cz cs|ces cs|deu de|ger de|at de|fra fr|fre fr|spa es|mx es|ita it|pol pl|ron ro|md ro|kz kk|kaz kk
ge ka|kat ka|dk da|gr el|ell el|rs sr|srp sr|tur tr|ara ar|sy ar|por pt|in hi|hin hi
"""
_MEANT: Final = _table(_WRITTEN_FOR)
_SOME = ("be", "bg", "cs", "de", "en", "fr", "ko", "pl", "ro", "ru", "tr", "uk", "zh")


def language(text: str) -> str:
    """The code as it is compared: `uk`; of `zh-Hant` or `uk_UA` the language alone.

    Raises ValueError with a sentence that goes on after the code.
    """
    code = text.strip().lower().replace("_", "-").partition("-")[0]
    if code in NAMED and (text == code or len(text) > len(code)):
        return code
    raise ValueError(f"is no language code{_instead(in_latin(code), foreign(text))}")


def _instead(code: str, odd: str) -> str:
    by_name = {name.lower(): each for each, name in NAMED.items()}
    near = get_close_matches(code, by_name, 1, 0.8)
    meant = code if code in NAMED else _MEANT.get(code) or (by_name[near[0]] if near else "")
    if meant:
        return f"{odd}, did you mean {meant} ({NAMED[meant]})?"
    return f": write {', '.join(_SOME)}, or another one of ISO 639-1{odd}"
