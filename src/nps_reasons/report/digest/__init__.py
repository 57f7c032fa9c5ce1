"""The quarter in a message of 3,000 characters, as Markdown and for Slack.

content   chooses plain sentences, the most important first
markdown  writes them so that no theme or segment name is markup, a link or a mention
slack     writes the payload of a webhook, with the same care
fitting   leaves out what has no room: from the end, a whole item at a time
"""

from nps_reasons.report.digest.markdown import write_markdown
from nps_reasons.report.digest.slack import write_slack

__all__ = ["write_markdown", "write_slack"]
