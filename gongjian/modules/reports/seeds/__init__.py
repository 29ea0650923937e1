"""A believable office at work: some hundred invented reports in every state, made by the product's own actions."""

from gongjian.modules.reports.seeds.office import seed

__all__ = ["seed"]
