"""Languages as platforms write them: codes of two and three letters, names, locales."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ISO: Final = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy
    hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg
    li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my ne ng nl no nr nv ny oc oj om or os pa pi
    pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg
    th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""

CODES: Final = frozenset(_ISO.split())
"""The codes of ISO 639-1, but for Nauruan: NA in an export stands for nothing."""

NAMES: Final = {
    "af": "afr afrikaans",
    "am": "amh amharic አማርኛ",
    "ar": "ara arabic arabisch arabe árabe arabo العربية عربي",
    "az": "aze azerbaijani azərbaycanca",
    "be": "bel belarusian беларуская",
    "bg": "bul bulgarian bulgarisch bulgare búlgaro български",
    "bn": "ben bengali bangla বাংলা",
    "bs": "bos bosnian bosanski",
    "ca": "cat catalan katalanisch català catalán valencian",
    "cs": "ces cze czech tschechisch tchèque checo čeština česky český",
    "cy": "cym wel welsh cymraeg walisisch gallois",
    "da": "dan danish dänisch danois danés dansk danese deens",
    "de": "deu ger german deutsch allemand alemán alemão tedesco duits tysk niemiecki",
    "el": "ell gre greek griechisch grec griego grego greco ελληνικά",
    "en": """eng english englisch anglais inglés inglês inglese engels engelsk engelska englanti
        angielski angličtina angol engleză ingilizce английский""",
    "es": """spa spanish spanisch espagnol español espanhol spagnolo spaans spansk spanska castilian
        castellano hiszpański""",
    "et": "est estonian estnisch eesti",
    "eu": "eus baq basque baskisch euskara euskera",
    "fa": "fas per persian farsi persisch فارسی",
    "fi": "fin finnish finnisch finnois finlandés suomi finlandese",
    "fr": """fra fre french französisch français francés francês francese frans fransk franska
        francuski""",
    "ga": "gle irish irisch gaeilge",
    "gl": "glg galician galego gallego",
    "gu": "guj gujarati ગુજરાતી",
    "he": "heb iw hebrew hebräisch hébreu hebreo עברית",
    "hi": "hin hindi हिन्दी हिंदी",
    "hr": "hrv croatian kroatisch croate croata hrvatski",
    "hu": "hun hungarian ungarisch hongrois húngaro magyar ungherese",
    "hy": "hye arm armenian armenisch հայերեն",
    "id": "ind indonesian indonesisch indonésien indonesia",
    "is": "isl ice icelandic isländisch íslenska",
    "it": "ita italian italienisch italien italiano italiaans italiensk italienska włoski",
    "ja": "jpn japanese japanisch japonais japonés japonês giapponese 日本語",
    "ka": "kat geo georgian georgisch ქართული",
    "kk": "kaz kazakh қазақ қазақша",
    "km": "khm khmer ខ្មែរ",
    "kn": "kan kannada ಕನ್ನಡ",
    "ko": "kor korean koreanisch coréen coreano 한국어",
    "lo": "lao ລາວ",
    "lt": "lit lithuanian litauisch lituanien lietuvių",
    "lv": "lav latvian lettisch letton latviešu",
    "mk": "mkd mac macedonian македонски",
    "ml": "mal malayalam മലയാളം",
    "mn": "mon mongolian монгол",
    "mr": "mar marathi मराठी",
    "ms": "msa may malay malaysian melayu",
    "mt": "mlt maltese malti",
    "my": "mya bur burmese မြန်မာ",
    "ne": "nep nepali नेपाली",
    "nl": """nld dut dutch niederländisch néerlandais neerlandés holandés nederlands olandese
        flemish""",
    "no": "nor nb nn nob nno norwegian norwegisch norvégien noruego norsk bokmål norvegese",
    "pa": "pan punjabi ਪੰਜਾਬੀ",
    "pl": "pol polish polnisch polonais polaco polski polacco pools",
    "ps": "pus pashto پښتو",
    "pt": """por portuguese portugiesisch portugais portugués português portoghese portugees
        portugalski""",
    "ro": "ron rum romanian rumänisch roumain rumano română romeno rumeno",
    "ru": "rus russian russisch russe ruso russo русский rosyjski",
    "si": "sin sinhala සිංහල",
    "sk": "slk slo slovak slowakisch slovaque eslovaco slovenčina slovenský",
    "sl": "slv slovenian slovene slowenisch slovène esloveno slovenščina",
    "sq": "sqi alb albanian albanisch albanais shqip",
    "sr": "srp serbian serbisch serbe serbio srpski српски",
    "sv": "swe swedish schwedisch suédois sueco svenska svedese zweeds",
    "sw": "swa swahili kiswahili",
    "ta": "tam tamil தமிழ்",
    "te": "tel telugu తెలుగు",
    "th": "tha thai thailändisch thaï tailandés ไทย ภาษาไทย",
    "tl": "tgl fil tagalog filipino",
    "tr": "tur turkish türkisch turc turco türkçe turks",
    "uk": "ukr ukrainian ukrainisch ukrainien ucraniano українська",
    "ur": "urd urdu اردو",
    "vi": "vie vietnamese vietnamesisch vietnamien vietnamita việt",
    "zh": """zho chi cmn yue chinese chinesisch chinois chino chinês cinese chinees
        mandarin cantonese 中文 汉语 简体中文 繁體中文 繁体中文""",
}
"""ISO 639-1 code to other codes of the language, and its names, each one word."""


def language_code(written: str) -> str | None:
    """ISO 639-1 code of a language as a platform writes it; None where it names none.

    Examples
    --------
    >>> [language_code(w) for w in ("EN-GB", "de_AT", "Französisch", "Brazilian Portuguese", "ger")]
    ['en', 'de', 'fr', 'pt', 'de']
    >>> [language_code(w) for w in ("zh-Hans", "日本語", "n/a", "1", "")]
    ['zh', 'ja', None, None, None]
    """
    words = [word for word in _BETWEEN.split(_folded(written)) if word]
    if words and words[0] in CODES:
        return words[0]
    # Codes of three letters are words too, such as "per": they count in the first place alone.
    names = (*words[:1], *(word for word in words[1:] if len(word) > 3))
    return next((_BY_NAME[name] for name in names if name in _BY_NAME), None)


def _folded(text: str) -> str:
    """Return small letters without accents: exports write Francais and ESPAÑOL."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in apart if not unicodedata.combining(char))


_BETWEEN: Final = re.compile(r"[\s\-_().,;:/|\[\]]+")

_BY_NAME: Final = {_folded(name): code for code, names in NAMES.items() for name in names.split()}
