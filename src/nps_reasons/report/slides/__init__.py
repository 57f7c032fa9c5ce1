"""The report as slides that a presenter can edit: native charts and tables, notes under each.

story      sections -> slides as plain data: what each says and shows, what its presenter reads
answer, findings, planned, limits   what stands on which slide
fitting    how wide a text is, where its lines break, what fits
scales     ends and steps of an axis
sheets     the workbook behind a chart
deck       slides -> the file; from here on python-pptx is known
stage      the blank file: typeface, colours, size, what is on each slide
boxes      texts, figures and quotes on a slide
tables     native tables
charts     native charts of bars, trends and waterfalls; plot_xml what python-pptx has no word for
"""

from __future__ import annotations

from nps_reasons.report.slides.writing import write_slides

__all__ = ["write_slides"]
