"""Charts as SVG: the only files that know Altair. Import them late, for it is slow to load."""
