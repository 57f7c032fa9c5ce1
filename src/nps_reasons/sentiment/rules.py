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
    thoroughly v soo sooo such beyond hugely massively seriously deeply awfully terribly
    ridiculously shockingly horribly
""")
"""Words that strengthen the next; those with a valence lose it there: "exceptionally poor"."""
DAMPENERS: Final = _words("""
    slightly somewhat fairly bit little sometimes occasionally partly mildly kinda relatively
    mostly moderately rather marginally reasonably
""")
WISHES: Final = _words("""
    could should must wish hope hopefully please ought expected expecting hoped hoping wanted
""")

REMEDIES: Final = _words("""
    solve solved solving resolve resolved resolving fix fixed fixing sort sorted sorting address
    addressed handle handled rectify rectified correct corrected deal dealt understand understood
""")
"""A negation before one of these is spent on it: "could not solve our issue" praises nothing."""

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

OVERTURNS: Final = -5.0
"""Outweighs the word of praise that follows: "anything but helpful"."""
GRAVE: Final = -2.5
PLAIN: Final = -1.5
LONG: Final = -1.2
MILD: Final = -1.0
FAINT: Final = -0.6
"""Valences of complaints, as of words: "nobody answers" weighs like "bad", "please" like a hint."""

# "took ages" has its words in the lexicon; "took three weeks" has a number of a long unit of time.
_NUMBER: Final = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|several|many|few|couple of|an?)"
)
_LONG_TIME: Final = r"(?:hours?|hrs?|days?|weeks?|wks?|months?)"
_NOT: Final = (
    r"(?:not|never|nothing|yet to|\w+n't"
    r"|(?:do|did|does|have|has|had|is|was|were|wo|would|could|are)nt)"
)
_DONE: Final = (
    r"(?:received?|done|deliver\w*|arrived?|working|works?|connect\w*|fixed|resolved?|installed"
    r"|contact(?:ed)?|told|informed|updated|started|sorted?|able|happen\w*|show\w*|turn\w* up"
    r"|come|came|call\w*|answer\w*|respond\w*|repl\w+|listen\w*|know|understand|understood|got"
    r"|get|appl\w+|help|keep|kept|honou?r\w*|solved?|given|provid\w+|activated|offer(?:ed)?|match\w*"
    r"|communicat\w+|actioned|processed|ready|ring|rang|rung|follow\w*|let me know|sent|made aware"
    r"|talk\w*|getting|tell|explain\w*|shipped|credited|refunded|stick|stuck to)"
)
_ABLE_TO_DO_MORE: Final = (
    "fault|complain|praise|wait|thank|recommend|ask|be (?:better|happier|easier|more|beaten|faster"
    "|quicker|fault)|have (?:been|asked|done|had|wished|gone)|speak (?:highly|more)|rate|do enough"
    "|imagine|say enough|go wrong|think of|beat|remember|comment|tell|say|see (?:any|how)|live"
    "|knock|believe how|really|believe|only|find (?:any )?fault|yet|give (?:any|you|a score)|find a"
)
_NO_IS_GOOD: Final = (
    "doubt|matter|need|problem|issue|complain|one|more|longer|thank|question|fault|fuss|hassle|"
    "delay|wait|trouble|worr|regret|hesitation|nonsense|pressure|charge|cost|hidden|other|bad|"
    "extra|error|bug|queue|downside|negative|drama|interrupt|outage|idea|bill|comment|stress"
)
_PROMISED: Final = (
    r"(?<!what they )(?<!when they )(?<!as they )(?<!what you )(?<!as i was )"
    r"(?:told|tell(?:ing)?|said|say(?:ing)?|promis\w+|assured)"
)


_ADMIT: Final = (
    r"(?:say|admit|agree|praise|thank|commend|recommend|give|do|be (?:honest|fair|said|happy))"
)
_NTH: Final = r"(?:second|third|fourth|fifth|sixth|seventh|eighth|yet another|\d+(?:nd|rd|th))"
_REPEATED: Final = r"(?:several|numerous|many|multiple|countless|endless)"
_STEP: Final = r"(?:call|email|letter|visit|engineer|appointment|order|install\w*|deliver(?:y|ie))"
_TOLD_THINGS: Final = (
    r"(?:answers?|advice|advisors?|people|dates?|departments?|stor(?:y|ies)|information|prices?)"
)
_THEY: Final = r"(?:you|they|it|which|that|who|company|agent|engineer|order|account|line)"
_AUXILIARY: Final = r"(?:did|does|do|has|have|had|was|were|is|are|will|would)"
_AGREED: Final = r"(?:quoted|agreed|expected|promised|advertised|originally|preferred|said|told)"
_MOVED: Final = r"(?:moved|changed|pushed|put|moving|changing|lost)"
_DO: Final = (
    r"(?:listen|answer|change|explain|treat|make|stop|give|provide|improve|read|employ|train|let"
    r"|allow|ask|communicate|check|consider|reduce|lower|increase|add|fix|sort|shorten|find|don't"
    r"|do not|try|send|offer)"
)

Complaints = tuple[tuple[re.Pattern[str], float], ...]
"""Patterns of folded words with a valence each."""


def _compiled(patterns: tuple[tuple[str, float], ...]) -> Complaints:
    return tuple((re.compile(rf"(?<!\w)(?:{pattern})"), valence) for pattern, valence in patterns)


COMPLAINTS: Final[Complaints] = _compiled(
    (
        (rf"still (?:\w+ )?(?:no|wait\w*|await\w*|{_NOT})\b", PLAIN),
        (r"still (?:to be|without|trying|chasing|unable|having to|unresolved)\b", PLAIN),
        (
            rf"{_NOT}(?! (?:\w+ )?(?:have|had|having|need|needed) to)(?: \w+){{0,3}} {_DONE}\b",
            PLAIN,
        ),
        (
            r"(?:nobody|no one|no1|noone|none of (?:them|the|your|my|it|this))\b"
            r"(?! else| better| (?:can|could) (?:beat|fault)| does it)",
            GRAVE,
        ),
        (
            r"(?:took|taken|taking|takes?|wait\w*|after|nearly|almost|more than)"
            rf"(?: \w+){{0,3}} {_NUMBER} {_LONG_TIME}\b",
            LONG,
        ),
        (rf"over {_NUMBER} {_LONG_TIME}\b", LONG),
        (
            rf"{_NUMBER} ?{_LONG_TIME} "
            r"(?:late|later|ago and|and still|and i|now|delay|wait|without|on hold)\b",
            LONG,
        ),
        (r"(?:hours and hours|days and days|weeks and weeks|months and months)\b", LONG),
        (
            rf"(?:no|{_NOT})\b(?!.{{0,30}}\b(?:bill|paid|pay|payed|invoice)).{{0,30}}\byet\b",
            MILD,
        ),
        (
            r"(?:call|ring|rang|phone|email|chase|contact|visit|ask|explain)\w* .{0,20}\btimes\b",
            LONG,
        ),
        (rf"no (?!{_NO_IS_GOOD})[a-z]+", MILD),
        (
            rf"{_PROMISED} (?:me |us )?"
            r"(?:one thing|different|(?:it|that|they) (?:would|was)|i would)\b",
            MILD,
        ),
        (r"(?:was|were|been|being|are|is) (?:meant|supposed|suposed|due) to\b", PLAIN),
        (r"should(?: not|n't)? (?:have|of|'ve)\b(?!.{0,20}\bthank)", PLAIN),
        (r"(?:was|were|been|had|have) (?:\w+ )?(?:promised|expecting)\b", MILD),
        (r"(?:broken?|breaks?|unfulfilled|empty|false|more) promises?\b", PLAIN),
        (
            r"(?:too|so) (?:many|much|long|few|little|high|small|big|loud|cold|hot|far|short)\b",
            LONG,
        ),
        (
            rf"(?:can't|cannot|cant|can not|couldn't|couldnt|could not|unable to)"
            rf" (?!{_ABLE_TO_DO_MORE})[a-z]+",
            PLAIN,
        ),
        (
            r"(?:solv|resolv|fix|sort|chang|achiev|do|did|does|done|explain)\w*"
            r" (?:absolutely )?nothing",
            GRAVE,
        ),
        (
            r"(?:other|another) (?:provider|company|companies|supplier|firm)s? .{0,30}"
            r"(?:cheaper|better|faster|quicker)\b(?! than)",
            GRAVE,
        ),
        (r"(?:cheaper|better|faster) (?:\w+ ){0,3}(?:elsewhere|from others)\b", GRAVE),
        (r"(?:anything but|far from|nowhere near) \w+", OVERTURNS),
        (r"(?:one|the only) (?:thing|issue|problem|complaint|downside|drawback)\b", FAINT),
        (r"(?:why|how) (?:do|does|did|should|can|are|is|would|have|has)\b", MILD),
        (
            r"(?:please|needs? to|you should|they should|should be|would (?:like|love)"
            r"|would be (?:nice|good|great|helpful)|i wish|if only|wish (?:you|i'd|i had|they))\b",
            FAINT,
        ),
    )
)
"""Complaints that use no word of feeling, with what they add to the valence of their clause."""

UNDERSTATED: Final[Complaints] = _compiled(
    (
        # Efforts that should not have been needed.
        (rf"(?<!never )(?<!not )(?<!n't )(?<!only )(?:had|having|have|has) to (?!{_ADMIT})", MILD),
        (r"(?:been )?(?:trying|waiting|chasing|asking) (?:since|for|to)\b", MILD),
        (r"(?:call|ring|contact|phon|wait|ask|order|explain)\w* (?:\w+ ){0,2}again\b", MILD),
        (rf"{_NTH} (?:time|date|{_STEP}|attempt|complaint|letter)\b", MILD),
        (
            rf"{_REPEATED} (?:\w+ )?(?:times|attempts|occasions|people|advisors|dates|{_STEP}s)\b",
            MILD,
        ),
        (r"(?:\d+|several|many) different\b", MILD),
        (rf"different (?:\w+ )?{_TOLD_THINGS}\b", MILD),
        # What was not done, or not as it was agreed.
        (rf"{_THEY} (?:\w+ )?{_AUXILIARY} ?(?:n't|nt|not)\b", MILD),
        (rf"{_AUXILIARY} ?(?:n't|nt|not) even\b", MILD),
        (
            r"(?:i|we) (?:was|were|am|are) ?(?:n't|nt|not) (?:aware|informed|told|given|able)\b",
            MILD,
        ),
        (r"(?:have|has) ?(?:n't|nt|not) (?:even )?had\b(?!.{0,15}(?:bill|problem|issue))", MILD),
        (r"(?:do|did|does) ?(?:n't|nt|not) (?:have|want)\b(?! to| any| a problem)", MILD),
        (r"not being\b|without (?:even|a|any) [a-z]+", MILD),
        (rf"{_PROMISED} (?:\w+ ){{0,4}}(?:would|will|another|next week|tomorrow)\b", MILD),
        (rf"(?:more|higher|less|slower|longer|later) than (?:\w+ ){{0,3}}{_AGREED}\b", MILD),
        (
            rf"(?:date|order|{_STEP}) (?:(?:has|had|have|was|been|got|keeps?) ){{0,3}}{_MOVED}\b",
            MILD,
        ),
        (rf"{_MOVED} (?:our|my|the) (?:\w+ )?(?:date|order|{_STEP})\b", MILD),
        # How long it took.
        (
            rf"(?<!within )(?<!in )(?<!only )(?<!just ){_NUMBER} ?(?:or more )?{_LONG_TIME}"
            r" (?:to|for|ago|since|after|from)\b",
            MILD,
        ),
        (r"only (?:last|yesterday|today|getting|got|heard)\b", MILD),
        # What is asked for.
        (rf"(?:would|could) (?:have|of|'ve) (?:been|done|had|liked|looked|{_AGREED})\b", MILD),
        (r"(?:i|we)(?:'d)? (?:(?:was|were|had) )?expect(?:ed|ing)?\b", MILD),
        (r"(?:want|seeking|demand\w*|owed) (?:\w+ )?compensation\b", MILD),
        (r"(?:need|needs|needed|want) (?:to |a |some )?(?:more|better|less|fewer|faster)\b", MILD),
        (r"^(?:more|fewer|less) [a-z]", MILD),
        (rf"^(?:please )?{_DO}\b", MILD),
        (r"^(?:get|have) (?:\w+ ){0,3}(?:more|earlier|sooner|faster|quicker|there)\b", MILD),
        (r"(?:instead of|rather than|in breach of|on my own|by myself|myself)\b", MILD),
        # No other choice, and plain dismay.
        (r"only (?:one|provider|company|supplier|option|choice|ones)\b", MILD),
        (r"\w+ (?:\? [?!]|! \?)", MILD),
    )
)
"""Complaints too faint to stand beside other words: read where nothing else in a clause tells."""
