"""Rules of the lexicon sentiment: what turns, strengthens or adds to the words' valences."""

from __future__ import annotations

import re
from typing import Final


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


NEGATORS: Final = _words("""
    no not never none nobody nothing neither nor without hardly barely rarely scarcely cannot cant
    dont didnt doesnt isnt wasnt arent werent wont wouldnt couldnt shouldnt havent hasnt hadnt aint
    lack lacks lacking lacked zero
""")
BOOSTERS: Final = _words("""
    very really so extremely incredibly absolutely totally completely utterly highly truly
    particularly especially exceptionally most much more super always consistently remarkably
    thoroughly v soo sooo such beyond hugely massively seriously deeply
""")
DAMPENERS: Final = _words("""
    slightly somewhat fairly bit little sometimes occasionally partly mildly kinda relatively
    mostly moderately rather marginally reasonably
""")
WISHES: Final = _words("""
    could should must wish hope hopefully please ought expected expecting hoped hoping wanted
""")

BOOST: Final = 1.25
DAMP: Final = 0.6
FLIPPED_GOOD: Final = -0.7
"""A negated good word is a bit less bad than a bad one: "not helpful"."""
FLIPPED_BAD: Final = 0.6
"""A negated bad word is mildly good: "never slow"."""
WISHED: Final = -0.5
"""What is wished for is missing: "should be easier"."""
SHOUTED: Final = 1.2
EXCLAMATION: Final = 0.3
NEGATION_REACH: Final = 3
WISH_REACH: Final = 5

_MANY: Final = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|several|many|few|couple of|an?)"
)
_LONG: Final = r"(?:hours?|hrs?|days?|weeks?|wks?|months?)"
_NOT: Final = r"(?:not|never|nothing|yet to|\w+n't|dont|didnt|havent|hasnt|isnt|wasnt|wont|doesnt)"
_DONE: Final = (
    r"(?:received?|done|deliver\w*|arrived?|working|works?|connected|fixed|resolved|installed"
    r"|contact(?:ed)?|told|informed|updated|started|sorted|able|happen\w*|show\w*|turn\w* up"
    r"|come|came|call\w*|answer\w*|respond\w*|repl\w+|listen\w*|know|understand|understood|got"
    r"|get|appl\w+|help|keep|kept|honou?r\w*)"
)
_NO_IS_GOOD: Final = (
    "doubt|matter|need|problem|issue|complain|one|more|longer|thank|question|fault|fuss|hassle|"
    "delay|wait|trouble|worr|regret|hesitation|nonsense|pressure|charge|cost|hidden|other|bad|"
    "extra|error|bug|queue"
)

COMPLAINTS: Final[tuple[tuple[re.Pattern[str], float], ...]] = tuple(
    (re.compile(rf"\b{pattern}"), valence)
    for pattern, valence in (
        (r"still (?:not|no|nothing|wait\w*|await\w*|to be|\w+n't|without|trying)\b", -1.5),
        (rf"{_NOT}(?: \w+){{0,3}} {_DONE}\b", -1.5),
        (
            r"(?:nobody|no one|noone|none of)\b.{0,24}\b(?:answer|call|came|come|turn|show|cares?\b"
            r"|help|kn[oe]w|told|tell|listen|respond|repl|contact|seem|want|bother|got)",
            -2.0,
        ),
        (
            rf"(?:took|taken|taking|takes?|wait\w*|over|after|nearly|almost|more than)"
            rf"(?: \w+){{0,3}} {_MANY} {_LONG}\b",
            -1.2,
        ),
        (
            rf"{_MANY} {_LONG} (?:late|later|ago and|and still|now|delay|wait|without|on hold)\b",
            -1.2,
        ),
        (r"(?:not|no|\w+n't)\b(?!.{0,30}\b(?:bill|paid|pay|invoice)).{0,30}\byet\b", -1.0),
        (r"(?:call|ring|rang|phone|email|chase|contact|visit|ask)\w* .{0,20}\btimes\b", -1.2),
        (rf"no (?!{_NO_IS_GOOD})[a-z]+", -1.0),
        (
            r"told (?:me |us )?(?:one thing|different|(?:it|that|they) (?:would|was)|i would)\b",
            -0.8,
        ),
        (
            r"(?:too|so) (?:many|much|long|few|little|high|small|big|loud|cold|hot|far|short)\b",
            -1.2,
        ),
        (r"(?:anything but|far from|nowhere near) \w+", -5.0),
        (r"(?:one|the only) (?:thing|issue|problem|complaint|downside|drawback)\b", -0.6),
        (r"(?:why|how) (?:do|does|did|should|can|are|is|would|have|has)\b", -0.8),
        (
            r"(?:please|needs? to|you should|they should|should (?:be|have)|would (?:like|love)"
            r"|would be (?:nice|good|great|helpful)|i wish|if only|wish you)\b",
            -0.6,
        ),
    )
)
"""Complaints that use no word of feeling, with what they add to the valence of their clause."""
