"""The report as one HTML page: sections through templates, comments as data, one script of ours."""
