"""The doctor's look at the search index."""

from django.utils.translation import gettext as _

from gongjian.core.finding import Finding
from gongjian.core.search.upkeep import check


def check_search() -> list[Finding]:
    """Whether all matters stand in the index, and some of them as they would be written now."""
    found, checked = [], check()
    if checked.differing:
        words = _("{count} of {rows} matters looked at stand otherwise in the search index: {numbers}")
        numbers = ", ".join(checked.differing[:5])
        told = words.format(count=len(checked.differing), rows=checked.rows, numbers=numbers)
        found.append(Finding("bad", told, _("Make it anew: gongjian search --rebuild")))
    if checked.missing:
        words = _("{count} matters are not in the search index").format(count=checked.missing)
        found.append(Finding("warning", words, _("The worker adds them within the hour. Does it run?")))
    return found or [
        Finding(
            "good", _("{count} matters looked at, every one is found as it stands").format(count=checked.rows)
        )
    ]
