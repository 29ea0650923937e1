"""Papers that come with the product, made here rather than copied: letters as an office writes them, forms as a district
sends them."""

from gongjian.core.papers.ready.forms import community_table, monthly_report, unmarked_form
from gongjian.core.papers.ready.letters import dispatch_slip, notice, reply_letter

__all__ = ["community_table", "dispatch_slip", "monthly_report", "notice", "reply_letter", "unmarked_form"]
