"""Complaints that use no word of feeling: "nobody came", "the third visit"; each with its cues."""

from __future__ import annotations

import re
from typing import Final

from nps_reasons.sentiment.cues import Complaint, Complaints


def _complaints(*rows: tuple[str, str, float]) -> Complaints:
    return Complaints(tuple(_complaint(*row) for row in rows))


def _complaint(cues: str, pattern: str, valence: float) -> Complaint:
    sets = tuple(frozenset(words.split()) for words in cues.split("/"))
    return Complaint(sets, re.compile(rf"(?<!\w)(?:{pattern})"), valence)


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

# Cues of the parts above, of which four letters count. Of "don't", the cue is the "t".
_NOT_CUES: Final = (
    "not never nothing yet t dont didnt doesnt havent hasnt hadnt isnt wasnt werent wont wouldnt"
    " couldnt arent"
)
_DONE_CUES: Final = (
    "received done delivered arrived working connected fixed resolved installed contact told"
    " informed updated started sorted able happen show turn come came call answer respond reply"
    " listen know understand got get apply help keep kept honour solved given provided activated"
    " offer match communicated processed ready ring rang rung follow let sent made talk tell"
    " explain shipped credited refunded stick stuck getting"
)
_TIME_CUES: Final = "hours hr hrs day days weeks wk wks months"
_NUMBER_CUES: Final = "one two three four five six seven eight nine ten several many few of a an"
# "aweek" is one word.
_GLUED_CUES: Final = " ".join(
    number + time for number in _NUMBER_CUES.split() for time in _TIME_CUES.split()
)
_PROMISED_CUES: Final = "told telling said say saying promised assured"
_STEP_CUES: Final = "call email letter visit engineer appointment order installed delivery"
_THEY_CUES: Final = "you they it which that who company agent engineer order account line"
_MOVED_CUES: Final = "moved moving changed changing pushed put lost"
_DO_CUES: Final = (
    "listen answer change explain treat make stop give provide improve read employ train let allow"
    " ask communicate check consider reduce lower increase add fix sort shorten find don do try"
    " send offer"
)

COMPLAINTS: Final[Complaints] = _complaints(
    ("still", rf"still (?:\w+ )?(?:no|wait\w*|await\w*|{_NOT})\b", PLAIN),
    ("still", r"still (?:to be|without|trying|chasing|unable|having to|unresolved)\b", PLAIN),
    (
        f"{_NOT_CUES} / {_DONE_CUES}",
        rf"{_NOT}(?! (?:\w+ )?(?:have|had|having|need|needed) to)(?: \w+){{0,3}} {_DONE}\b",
        PLAIN,
    ),
    (
        "nobody no no1 noone none",
        r"(?:nobody|no one|no1|noone|none of (?:them|the|your|my|it|this))\b"
        r"(?! else| better| (?:can|could) (?:beat|fault)| does it)",
        GRAVE,
    ),
    (
        f"{_TIME_CUES} / took taken taking wait after nearly almost more",
        r"(?:took|taken|taking|takes?|wait\w*|after|nearly|almost|more than)"
        rf"(?: \w+){{0,3}} {_NUMBER} {_LONG_TIME}\b",
        LONG,
    ),
    (f"over / {_TIME_CUES}", rf"over {_NUMBER} {_LONG_TIME}\b", LONG),
    (
        f"{_TIME_CUES} {_GLUED_CUES} / late and ago now delay wait without on",
        rf"{_NUMBER} ?{_LONG_TIME} "
        r"(?:late|later|ago and|and still|and i|now|delay|wait|without|on hold)\b",
        LONG,
    ),
    (
        "hours days weeks months / and",
        r"(?:hours and hours|days and days|weeks and weeks|months and months)\b",
        LONG,
    ),
    (
        f"yet / no {_NOT_CUES}",
        rf"(?:no|{_NOT})\b(?!.{{0,30}}\b(?:bill|paid|pay|payed|invoice)).{{0,30}}\byet\b",
        MILD,
    ),
    (
        "times",
        r"(?:call|ring|rang|phone|email|chase|contact|visit|ask|explain)\w* .{0,20}\btimes\b",
        LONG,
    ),
    ("no", rf"no (?!{_NO_IS_GOOD})[a-z]+", MILD),
    (
        f"{_PROMISED_CUES} / one different would was",
        rf"{_PROMISED} (?:me |us )?"
        r"(?:one thing|different|(?:it|that|they) (?:would|was)|i would)\b",
        MILD,
    ),
    (
        "meant supposed suposed due / to",
        r"(?:was|were|been|being|are|is) (?:meant|supposed|suposed|due) to\b",
        PLAIN,
    ),
    ("should / have of ve", r"should(?: not|n't)? (?:have|of|'ve)\b(?!.{0,20}\bthank)", PLAIN),
    (
        "promised expecting / was were been had have",
        r"(?:was|were|been|had|have) (?:\w+ )?(?:promised|expecting)\b",
        MILD,
    ),
    (
        "promise / broken breaks unfulfilled empty false more",
        r"(?:broken?|breaks?|unfulfilled|empty|false|more) promises?\b",
        PLAIN,
    ),
    (
        "too so / many much long few little high small big loud cold hot far short",
        r"(?:too|so) (?:many|much|long|few|little|high|small|big|loud|cold|hot|far|short)\b",
        LONG,
    ),
    (
        "can cannot cant could unable",
        rf"(?:can't|cannot|cant|can not|couldn't|couldnt|could not|unable to)"
        rf" (?!{_ABLE_TO_DO_MORE})[a-z]+",
        PLAIN,
    ),
    (
        "nothing",
        r"(?:solv|resolv|fix|sort|chang|achiev|do|did|does|done|explain)\w*"
        r" (?:absolutely )?nothing",
        GRAVE,
    ),
    (
        "other another / provider company companies supplier firm",
        r"(?:other|another) (?:provider|company|companies|supplier|firm)s? .{0,30}"
        r"(?:cheaper|better|faster|quicker)\b(?! than)",
        GRAVE,
    ),
    (
        "elsewhere others / cheaper better faster",
        r"(?:cheaper|better|faster) (?:\w+ ){0,3}(?:elsewhere|from others)\b",
        GRAVE,
    ),
    (
        "anything far nowhere / but from near",
        r"(?:anything but|far from|nowhere near) \w+",
        OVERTURNS,
    ),
    (
        "one only / thing issue problem complaint downside drawback",
        r"(?:one|the only) (?:thing|issue|problem|complaint|downside|drawback)\b",
        FAINT,
    ),
    (
        "why how / do does did should can are is would have has",
        r"(?:why|how) (?:do|does|did|should|can|are|is|would|have|has)\b",
        MILD,
    ),
    (
        "please need should would wish only",
        r"(?:please|needs? to|you should|they should|should be|would (?:like|love)"
        r"|would be (?:nice|good|great|helpful)|i wish|if only|wish (?:you|i'd|i had|they))\b",
        FAINT,
    ),
)
"""Complaints that use no word of feeling, with what they add to the valence of their clause."""

UNDERSTATED: Final[Complaints] = _complaints(
    # Efforts that should not have been needed.
    (
        "had having have has / to",
        rf"(?<!never )(?<!not )(?<!n't )(?<!only )(?:had|having|have|has) to (?!{_ADMIT})",
        MILD,
    ),
    (
        "trying waiting chasing asking",
        r"(?:been )?(?:trying|waiting|chasing|asking) (?:since|for|to)\b",
        MILD,
    ),
    (
        "again",
        r"(?:call|ring|contact|phon|wait|ask|order|explain)\w* (?:\w+ ){0,2}again\b",
        MILD,
    ),
    (
        f"time date attempt complaint {_STEP_CUES}",
        rf"{_NTH} (?:time|date|{_STEP}|attempt|complaint|letter)\b",
        MILD,
    ),
    (
        "several numerous many multiple countless endless",
        rf"{_REPEATED} (?:\w+ )?(?:times|attempts|occasions|people|advisors|dates|{_STEP}s)\b",
        MILD,
    ),
    ("different", r"(?:\d+|several|many) different\b", MILD),
    ("different", rf"different (?:\w+ )?{_TOLD_THINGS}\b", MILD),
    # What was not done, or not as it was agreed.
    (_THEY_CUES, rf"{_THEY} (?:\w+ )?{_AUXILIARY} ?(?:n't|nt|not)\b", MILD),
    ("even", rf"{_AUXILIARY} ?(?:n't|nt|not) even\b", MILD),
    (
        "aware informed told given able",
        r"(?:i|we) (?:was|were|am|are) ?(?:n't|nt|not) (?:aware|informed|told|given|able)\b",
        MILD,
    ),
    (
        "had",
        r"(?:have|has) ?(?:n't|nt|not) (?:even )?had\b(?!.{0,15}(?:bill|problem|issue))",
        MILD,
    ),
    (
        "have want",
        r"(?:do|did|does) ?(?:n't|nt|not) (?:have|want)\b(?! to| any| a problem)",
        MILD,
    ),
    ("being without", r"not being\b|without (?:even|a|any) [a-z]+", MILD),
    (
        _PROMISED_CUES,
        rf"{_PROMISED} (?:\w+ ){{0,4}}(?:would|will|another|next week|tomorrow)\b",
        MILD,
    ),
    (
        "than",
        rf"(?:more|higher|less|slower|longer|later) than (?:\w+ ){{0,3}}{_AGREED}\b",
        MILD,
    ),
    (
        _MOVED_CUES,
        rf"(?:date|order|{_STEP}) (?:(?:has|had|have|was|been|got|keeps?) ){{0,3}}{_MOVED}\b",
        MILD,
    ),
    (_MOVED_CUES, rf"{_MOVED} (?:our|my|the) (?:\w+ )?(?:date|order|{_STEP})\b", MILD),
    # How long it took.
    (
        f"{_TIME_CUES} {_GLUED_CUES} / to for ago since after from",
        rf"(?<!within )(?<!in )(?<!only )(?<!just ){_NUMBER} ?(?:or more )?{_LONG_TIME}"
        r" (?:to|for|ago|since|after|from)\b",
        MILD,
    ),
    ("only", r"only (?:last|yesterday|today|getting|got|heard)\b", MILD),
    # What is asked for.
    (
        "would could",
        rf"(?:would|could) (?:have|of|'ve) (?:been|done|had|liked|looked|{_AGREED})\b",
        MILD,
    ),
    ("expect", r"(?:i|we)(?:'d)? (?:(?:was|were|had) )?expect(?:ed|ing)?\b", MILD),
    ("compensation", r"(?:want|seeking|demand\w*|owed) (?:\w+ )?compensation\b", MILD),
    (
        "need want / more better less fewer faster",
        r"(?:need|needs|needed|want) (?:to |a |some )?(?:more|better|less|fewer|faster)\b",
        MILD,
    ),
    ("more fewer less", r"^(?:more|fewer|less) [a-z]", MILD),
    (_DO_CUES, rf"^(?:please )?{_DO}\b", MILD),
    (
        "get have",
        r"^(?:get|have) (?:\w+ ){0,3}(?:more|earlier|sooner|faster|quicker|there)\b",
        MILD,
    ),
    (
        "instead rather breach own myself",
        r"(?:instead of|rather than|in breach of|on my own|by myself|myself)\b",
        MILD,
    ),
    # No other choice, and plain dismay.
    ("only", r"only (?:one|provider|company|supplier|option|choice|ones)\b", MILD),
    ("?", r"\w+ (?:\? [?!]|! \?)", MILD),
)
"""Complaints too faint to stand beside other words: read where nothing else in a clause tells."""
