"""Rules of the lexicon sentiment: words that turn, strengthen or weaken the valences of others."""

from __future__ import annotations

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
