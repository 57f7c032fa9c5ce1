"""`python -m nps_reasons` is `nps-reasons`."""

from nps_reasons.cli import main

main()
