"""English words by which clauses are told apart where no parser is installed."""

from __future__ import annotations

from typing import Final


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


TURNS: Final = _words("but however although though whereas yet while whilst")
EXCEPTIONS: Final = _words("except excepting apart")
JOINS: Final = _words("and & plus so then")

BEFORE_A_BUT_THAT_TURNS_NOTHING: Final = _words(
    "nothing anything all everything none cannot choice"
)
DEGREES: Final = _words("long much many hard often far good bad")

SUBORDINATORS: Final = _words("""
    when whenever if because as since once after before until unless where whether even despite due
    having being given considering without with for during in on at by from
""")

CONTINUES: Final = _words("""
    and or nor which who whom whose where that especially particularly including such like as not
    with without because since when if to for of in on at by from until till than even only just
    mainly mostly being making having
""")
"""Words after a comma that carry on with what stands before it."""

RELATIVES: Final = _words("which who whom whose where")

PRONOUNS: Final = _words("""
    i you he she it we they nobody everyone everybody someone somebody nothing everything something
    there this that these those
""")

DETERMINERS: Final = _words("""
    the a an my your our his her their its this that these those no some any every each all several
    many most both another
""")

FINITE: Final = _words("""
    is are was were am 's 're 'm has have had 've does do did can could will would should may might
    must need needs seem seems keep keeps kept get gets got went goes came comes took takes made
    makes gave gives works worked arrived crashes crashed fails failed broke breaks
""")

VERBS: Final = FINITE | _words("""
    be been being ca wo sha n't love loved like liked hate hated find found feel felt think know
    knew told said say says want wanted use used call called rang ring speak spoke pay paid buy
    bought send sent receive received order ordered wait waited help helped answer answers answered
    work stop stops stopped run runs ran freeze freezes look looks show shows give go come take make
    try tried ask asked left leave cost costs charge charged let put sort fix fixed solve solved
    explain explained understand understood listen deal dealt cut cuts drop drops offer offers
    provide provides lack lacks deliver delivers turn turns
""")

NO_VERBS: Final = _words("speed indeed hundred exceed succeed limited")
