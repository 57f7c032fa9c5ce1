"""What a score, a difference of scores and a chart of scores tell: numbers and arrays alone.

intervals      the score interval, adjusted Wald, and an interval of a share
shares         two shares: Newcombe's interval and the (N-1) test
differences    two scores, whoever answered in both
multiplicity   q-values within a family
power          the smallest change that a survey shows, and how many responses one needs
weighting      effective n, several answers of one person, weights to known shares
student        intervals and p-values by degrees of freedom
control_chart  which period stands out from those before it
"""
