"""Phrases that speak of what is rare but severe, one list a kind; words in English.

They are written to miss little: a false alarm costs a person a minute, a miss costs more.
"""

from __future__ import annotations

from typing import Final

_AUX: Final = (
    r"(?:(?:was|were|is|are|has|have|had|been|being|got|gets?|went|all|just|simply|suddenly|also|"
    r"then|now|completely|permanently|that|which|of|it|them)\s+){0,4}"
)
_OF_MINE: Final = (
    r"(?:(?:all|most|half|some|any|several|many|of|my|our|the|this|that|his|her|their|your|"
    r"customers?'?s?|clients?'?s?|users?'?s?|people'?s?|important|personal|private|"
    r"sensitive|valuable|business|company|bank|card|account|an?|two|three|four|five|\d+|"
    r"hours?|weeks?|months?|years?|worth|whole|entire|unsaved|saved|previous|old|out)\s+){0,7}"
)
_KEPT: Final = (
    r"(?:data(?!\s+(?:allowance|plan|signal|connection|bundle|roaming|charge|usage|service|pack))|"
    r"databases?|files?|documents?|photos?|pictures|records?|recordings|contacts|backups?|"
    r"spreadsheets?|reports?|histor(?:y|ies)|messages|e-?mails?|notes|drafts?|drawings|entries|"
    r"settings|progress|content)\b"
)
_PRIVATE: Final = (
    r"(?:data|details|information|info|passwords?|credentials|identit(?:y|ies)|card|records)\b"
)
_CANNOT: Final = r"(?:cannot|can'?t|could\s*n['o]?t|could not|unable to|not able to|no way to)"
_BODY: Final = (
    r"(?:hands?|arms?|legs?|face|fingers?|skin|foot|feet|eyes?|back|child(?:ren)?|son|daughter|baby"
    r"|kids?|wife|husband|mother|father|dog|cat|house|home|floor|carpet)\b"
)

PHRASES: Final[dict[str, tuple[str, ...]]] = {
    "safety": (
        r"\bunsafe\b|\bdangerous(?:ly)?\b|\bhazard(?:s|ous)\b",
        r"\b(?:fire|safety|trip(?:ping)?|health|choking|electrical)[\s-]+(?:hazard|risk)s?\b",
        r"(?:\bnot|n't)\s+(?:(?:feel|at|all|very|really|so|that|entirely|always|even|seem|look|been|be|"
        r"a|an|particularly|remotely|completely|exactly|as|too)\s+){0,3}safe\b",
        r"\bno\s+longer\s+(?:feel\s+)?safe\b",
        r"\bnever\s+(?:feel|felt|feels|been|seems?)\s+(?:\w+\s+)?safe\b",
        r"\bdangers?\b(?!\s+of\s+(?:leav|los|go|becom|not|miss|run|forget|turn|drop|switch))",
        r"\binjur(?:y|ies|ed|ing)\b|\b(?:got|get|was|were|been|badly|"
        r"seriously)\s+(?:\w+\s+)?hurt\b",
        rf"\b(?:hurt|burn(?:ed|t|s)?|scald(?:ed|s)?|cut|crushed|trapped)\s+(?:my|his|her|our|their|"
        rf"the|a)\s+(?:\w+\s+)?{_BODY}|\b(?:hurt|injured|burn(?:ed|t))\s+(?:myself|himself|herself|"
        r"themselves|someone|somebody|people)\b",
        r"\b(?:caught|catch(?:es|ing)?)\s+fire\b|\bset\s+(?:\w+\s+){0,3}on fire\b|\binto flames\b",
        r"\b(?:router|phone|charger|battery|device|car|house|machine|plug|socket|cable|kitchen|"
        r"it)\s+"
        r"(?:\w+\s+){0,2}(?:on fire|in flames)\b|\bfire\s+(?:brigade|service|engine|department)\b",
        r"\bexplo(?:ded?|des|ding|sions?)\b|\bsmoke\s+(?:came|comes|coming|pour\w+)\b|\bsparks\b",
        r"\belectrocut\w+|\belectric(?:al)?\s+shocks?\b|\bgas\s+leak\w*|\bcarbon monoxide\b",
        r"\b(?:bare|live|exposed|loose)\s+(?:electric(?:al)?\s+)?(?:wires?|wiring|cables?)\b",
        r"\b(?:toxic|fumes|asbestos|poison(?:ed|ous|ing)|contaminated|allergic reaction)\b"
        r"|\banaphyla\w+|\b(?:glass|metal|plastic|mou?ld)\s+in\s+(?:my|the|our|his|her)\b",
        r"\b(?:in|to|at|into|from|for)\s+(?:the\s+)?(?:hospital|a&e|emergency\s+room)\b",
        r"\bintensive\s+care\b",
        r"\bhospitali[sz]ed\b|\bambulances?\b|\bparamedics?\b",
        r"\b(?:could|might|would|nearly|almost)\s+(?:have\s+)?(?:been\s+)?(?:killed|died?|kill)\b",
        r"\b(?:was|were|got|been|be)\s+killed\b|\bfatal\s+(?:accident|crash|incident|injur\w+)\b",
        r"\b(?:life|lives)[\s-]+(?:threatening|at risk|in danger|(?:or|and) death)\b",
        r"\b(?:risk|threat)\s+(?:to|of)\s+(?:life|lives|death|injury|health)\b",
        rf"\b{_CANNOT}\s+(?:\w+\s+){{0,2}}(?:call|reach|ring|phone|contact|"
        rf"dial)\s+(?:\w+\s+){{0,3}}"
        r"(?:emergency|999|911|112|ambulance|doctors?|hospital|help)\b",
        r"\b(?:emergency|panic|pendant|care|medical)\s+(?:calls?|buttons?|alarms?|pendants?|"
        r"phones?)\b"
        r"|\blife\s?line\b|\bvulnerable\s+(?:person|people|adults?|customers?|elderly|mother|"
        r"father|"
        r"parents?|child(?:ren)?|patients?|users?)\b",
        r"\bsuicid\w+|\bself[\s-]harm\w*|\b(?:kill|end)\s+(?:myself|my life)\b",
        r"\bassault(?:ed|s|ing)?\b|\bviolen(?:t|ce)\b|\bthreaten(?:ed|s|ing)?\s+(?:me|us|my|to)\b",
        r"\b(?:had|have|caused?|causing|in|nearly|almost)\s+(?:an?\s+)?(?:\w+\s+)?accidents?\b",
    ),
    "data loss": (
        r"\bdata[\s-]+loss(?:es)?\b",
        rf"\bloss\s+of\s+{_OF_MINE}{_KEPT}",
        r"\b(?:lost|los(?:es?|ing)|delet(?:ed|es|ing)|wip(?:ed|es|ing)|eras(?:ed|es|ing)|destroyed|"
        rf"corrupt(?:ed|s)|overwrote|ate|swallowed)\s+{_OF_MINE}{_KEPT}",
        r"\b(?:lost|los(?:es?|ing)|delet(?:ed|es|ing)|wip(?:ed|es|ing)|eras(?:ed|es|ing)|destroyed|"
        r"ate|swallowed)\s+(?:(?:all|most|half|an?|several|two|three|"
        r"\d+)\s+)?(?:hours?\s+)?(?:of\s+)?"
        r"(?:(?:my|our|the|his|her|their|unsaved|all)\s+){1,2}work\b(?!\s+time)",
        r"\b(?:lost|losing|ate)\s+(?:(?:an?|several|many|two|three|four|\d+)\s+)?hours?\s+"
        r"(?:worth\s+)?of\s+work\b",
        rf"\b(?:{_KEPT}|(?:my|our|the)\s+(?:accounts?|work)\b)\s+{_AUX}"
        r"(?:lost|deleted|wiped|erased|corrupted|gone|vanished|disappeared|destroyed|overwritten"
        r"|missing)\b",
        r"\b(?:deleted|wiped|erased)\s+(?:my|our|his|her|their)\s+(?:whole\s+|"
        r"entire\s+)?accounts?\b",
        rf"\b{_CANNOT}\s+(?:be\s+)?(?:recover|restore|retrieve)(?:ed|d)?\b",
    ),
    "security": (
        r"\bhack(?:ed|ers?|ing)\b(?!\s+off)",
        r"\b(?:not\s+sure|unsure|doubt\w*|worr(?:y|ied))\s+(?:[\w']+\s+){0,3}(?:safe|secure)\b",
        r"\b(?:data|security|privacy)\s+(?:breach(?:es)?|holes?|flaws?|leaks?|incidents?|"
        r"violations?|"
        r"vulnerabilit\w+|risks?|issues?|problems?|concerns?)\b",
        r"\bbreach(?:es|ed)?\s+of\s+(?:\w+\s+)?(?:privacy|data|confidential\w+|security|trust)\b",
        r"\bvulnerabilit(?:y|ies)\b|\bvulnerable\s+to\b",
        rf"\b(?:{_PRIVATE}|accounts?|e-?mails?)\s+{_AUX}"
        r"(?:stolen|leaked|compromised|exposed|breached|sold|hijacked)\b",
        r"\b(?:leak(?:ed|ing|s)?|stole|steal(?:s|ing)?|expos(?:ed|es|ing)|compromis(?:ed|es|"
        r"ing))\s+"
        rf"{_OF_MINE}{_PRIVATE}",
        r"\b(?:sold|sells?|selling|shar(?:ed|es|ing)|disclosed|g[ai]v(?:e|en|ing)\s+out|"
        r"passed\s+on)\s+"
        r"(?:my|our|his|her|their|customers?'?)\s+(?:\w+\s+)?(?:data|details|information|number|"
        r"address)\b",
        r"\b(?:gave|given|giving|passed|disclosed)\s+(?:my|our|his|her)\s+(?:\w+\s+)?(?:data|"
        r"details|"
        r"information|number|address)\s+to\s+(?:an?|another|other|third|some\w+|strangers?)\b",
        r"\bidentity\s+theft\b|\bphish\w*|\b(?:mal|ransom|spy)ware\b|\bcomputer\s+virus",
        r"\bfraudsters?\b|\bscamm(?:ers?|ed)\b|\bunauthori[sz]ed\b",
        r"\b(?:(?:some|any)(?:one|body)\s+else'?s|(?:an)?other\s+(?:customer|person|people|user|"
        r"client|patient|member|company|tenant)s?'s?)\s+(?:\w+\s+)?(?:data|details|accounts?|"
        r"information|bills?|invoices?|records?|passwords?)\b",
        r"\bplain[\s-]*text\s+passwords?\b|\bpasswords?\s+(?:in|as)\s+plain\b",
    ),
    "legal": (
        r"\b(?:solicitor|lawyer|attorney|barrister)s?\b|\blaw\s?suits?\b|\blitigat\w+",
        r"\blegal\s+(?:action|advice|proceedings|team|counsel|department|notice|threats?|claim|"
        r"case|"
        r"matter|route|steps|obligations?|dut(?:y|ies)|rights?)\b|\b(?:seek|take|took|"
        r"taking)\s+legal\b",
        r"\b(?-i:(?:sue|suing|sued))\s+(?:you|them|him|her|the|this|your|for|over|company|if)\b"
        r"|\b(?:to|will|could|should|can|might|gonna)\s+(?-i:sue)\b|\bclass\s+action\b",
        r"\b(?:to|in|through|county|high|crown|civil|district|claims)\s+court\b|\bsmall\s+claims\b"
        r"|\bcourt\s+(?:action|case|order|summons|proceedings|claim|date|judge?ment)\b",
        r"\bombuds\w+|\btrading\s+standards\b|\bregulators?\b|\bofcom\b|\bofgem\b|\bofwat\b"
        r"|\b(?-i:FCA|FTC|FCC|BBB|ICO|GDPR|CFPB)\b|\bbetter\s+business\s+bureau\b|\bwatchdog\b"
        r"|\bconsumer\s+(?:protection|rights|affairs|council|association)\b",
        r"\bbreach(?:ed|es|ing)?\s+(?:of\s+)?(?:\w+\s+)?(?:contract|agreement|terms|law|"
        r"warranty)\b",
        r"\billegal(?:ly)?\b|\bunlawful(?:ly)?\b|\bagainst\s+the\s+law\b|\bbreak(?:s|"
        r"ing)?\s+the\s+law\b",
        r"\bfraud(?:ulent(?:ly)?)?\b|\bmis[\s-]?s(?:old|ell(?:s|ing)?)\b|\bfalse\s+advertis\w+",
        r"\bpolice\b|\bbailiffs?\b|\bdebt\s+collect\w+|\bdata\s+protection\s+(?:act|laws?|complaint|breach|violation|regulations?)\b|\bsubject\s+access\b",
        r"\bwithout\s+(?:my|our|any|his|her)\s+(?:consent|permission|authori[sz]ation)\b",
    ),
    "discrimination": (
        r"\bdiscriminat\w+|\bracis[mt]\w*|\bracial(?:ly)?\b|\bsexis[mt]\w*|\bhomophob\w+"
        r"|\btransphob\w+|\bxenophob\w+|\bislamophob\w+|\banti-?semit\w+|\bmisogyn\w+|"
        r"\bageis[mt]\w*"
        r"|\bable?is[mt]\b|\bbigot\w*|\bprejudiced?\b|\bslurs?\b",
        r"\bharass(?:ed|es|ing|ment)?\b|\bbull(?:ied|ying)\b|\babusive\b|\bverbally\s+abused?\b"
        r"|\bsexual(?:ly)?\s+(?:harass\w*|assault\w*|advances?|abus\w+)",
        r"\bbecause\s+(?:i\s+am|i'?m|we\s+are|we're|of\s+(?:my|our|his|her|their))\s+(?:an?\s+)?"
        r"(?:race|gender|sex|age|disab\w+|accent|religion|skin|colou?r|nationality|ethnicity|"
        r"sexuality|"
        r"black|asian|woman|female|gay|trans|muslim|jewish|deaf|blind|foreign\w*|pregnant)\b",
        r"(?:\b(?:no|not|lacks?|without|poor|zero)|n't)\s+(?:\w+\s+){0,2}(?:wheelchairs?|disabled|"
        r"disability|screen\s?readers?)\b",
    ),
}
"""Kind to regular expressions, in the order in which kinds are told; letter case is ignored."""

STEMS: Final[dict[str, str]] = {
    "safety": (
        r"safe\b|danger|hazard|\brisk|\bthreat|injur|\bhurt|burn|scald|\bcut\b|crush|trapped|fire|"
        r"flames|explo|smoke|spark|electr|\bgas\b|monoxide|\b(bare|live|exposed|loose) |toxic|"
        r"fumes|"
        r"asbestos|poison|contaminat|allerg|anaphyla|(glass|metal|plastic|mou?ld) in|hospital|a&e|"
        r"emergenc|intensive care|ambulan|paramedic|\bkill|\bdied?\b|fatal|\bli(f|v)es?\b|lifeline|"
        r"\b(999|911|112|help|doctors?|panic|pendant|care|medical)\b|vulnerable|suicid|self.harm|"
        r"assault|violen|accident"
    ),
    "data loss": (
        r"\blos(s|t|es?|ing)\b|delet|\bwip|\beras|destroy|corrupt|overwr|\bate\b|swallow|\bgone\b|"
        r"vanish|disappear|missing|recover|restor|retriev"
    ),
    "security": (
        r"\bhack|breach|safe|secur|privacy|leak|vulnerab|stole|steal|compromis|expos|sold|sell|"
        r"hijack|"
        r"\bshar(ed|es|ing) |\b(gave|given|giving|passed|disclosed) |identity|phish|ware\b|virus|"
        r"fraud|"
        r"scamm|unauthori|\belse.?s\b|other [a-z]+.?s|plain"
    ),
    "legal": (
        r"solicitor|lawyer|attorney|barrister|\blaw|litigat|legal|\bsu(e|ing|ed)\b|class action|"
        r"\bcourt|small claims|ombuds|trading standards|regulator|\bof(com|gem|wat)\b|"
        r"\b(fca|ftc|fcc|bbb|ico|gdpr|cfpb)\b|better business|watchdog|\bconsumer |breach|fraud|"
        r"\bmis.?s(e|o)l|false advert|police|bailiff|debt collect|data protection |subject access|"
        r"without (my|our|any|his|her) |the law"
    ),
    "discrimination": (
        r"discrimin|\braci|sexi|phob|semit|misogyn|ageis|\bable?is|bigot|prejudice|\bslur|harass|"
        r"\bbull(ied|ying)|abus|sexual|\bbecause (i|we|of)\b|wheelchair|disab|screen.?reader"
    ),
}
"""Kind to what every phrase of it holds, for an engine that is fast: most reasons are passed by."""

_BEFORE: Final = (
    r"any|an?|the|my|our|your|their|of|one|single|ever|yet|been|be|being|have|has|had|having|is|"
    r"was|"
    r"were|are|do|did|does|feel|felt|feels|feeling|seems?|seemed|at|all|really|actually|kind|"
    r"sort|form|"
    r"signs?|reports?|risks?|fears?|worr(?:y|ies)|chance|issues?|problems?|concerns?|even|once|"
    r"to|need|"
    r"needed|want|wanted|get|got|gets|say|it|in|about|with|from|particularly|especially|remotely"
)
DENIED_BEFORE: Final = (
    r"(?:\b(?:no|not|never|without|nor|neither|none|nobody|nothing|zero|cannot|cant|dont|didnt|"
    r"isnt|"
    rf"wasnt|havent|hasnt|free)|n't)\s+(?:(?:{_BEFORE})\s+){{0,5}}$"
)
"""What stands right before a phrase that is plainly denied: a negation, then only small words."""

DENIED_AFTER: Final = (
    r"\s+(?:(?:is|was|has|have|had|are|were|did|does)\s+)?(?:not|never|no longer|(?:is|was|has|"
    r"have|had|"
    r"are|were|did|does)n'?t)\s+(?:\w+\s+){0,2}(?:issues?|problems?|concerns?|worry|happen\w*|"
    r"occur\w*)\b"
)
"""What stands right after one: "data loss was never a problem"."""
