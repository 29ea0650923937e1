"""What a PDF of a form cannot keep, in sentences for the page, the API and the command line."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from gongjian.lib.typeset import Loss


def in_sentences(losses: Iterable[Loss]) -> list[str]:
    """One sentence for each kind of loss, with the places where it happens."""
    places: dict[str, list[str]] = {}
    for loss in losses:
        held = places.setdefault(loss.code, [])
        if loss.place and loss.place not in held:
            held.append(loss.place)
    return [
        _sentence(code) % {"where": "、".join(held)} if held else _in_letter(code)
        for code, held in places.items()
    ]


def _sentence(code: str) -> str:
    sentences = {
        "charts": _("Charts are not in the PDF (%(where)s)."),
        "pictures": _("Pictures are not in the PDF (%(where)s)."),
        "shapes": _("Drawn shapes and text boxes are not in the PDF (%(where)s)."),
        "conditional": _(
            "Colours that depend on values (conditional formats) are not in the PDF (%(where)s)."
        ),
        "formulas": _("These formulas are computed by Excel or WPS only and are left blank: %(where)s."),
        "gradient": _("Cells with a gradient are left without a fill (%(where)s)."),
        "diagonal": _("Diagonal lines in cells are left out (%(where)s)."),
        "too_wide": _("What Excel would print on pages side by side is made smaller to fit one (%(where)s)."),
        "paper": _("The size of the page is unknown here; A4 is taken (%(where)s)."),
        "headings": _("Row numbers and column letters are not printed (%(where)s)."),
        "column_breaks": _("Page breaks between columns are left out (%(where)s)."),
        "other_headers": _("First or even pages bear the same header and footer as all others (%(where)s)."),
        "header_picture": _("Pictures in headers and footers are left out (%(where)s)."),
    }
    return sentences.get(code, _("Some of the form's looks are left out (%(where)s)."))


def _in_letter(code: str) -> str:
    sentences = {
        "boxes": _("Text boxes stand in line with the text."),
        "columns": _("Text in several columns runs in one."),
        "equations": _("Equations are not in the PDF."),
        "footnotes": _("Footnotes are not in the PDF."),
        "marked": _("Letters marked with a colour are left unmarked."),
        "numbering": _("Some list numbers are written as plain figures."),
        "other_headers": _("First or even pages bear the same header and footer as all others."),
        "pictures": _("Some pictures are of a kind that a PDF does not take; they are left out."),
        "shapes": _("Drawn shapes and charts are not in the PDF."),
        "stops": _("Tab stops are set as wide blanks."),
        "symbols": _("Signs of symbol fonts are left out."),
    }
    return sentences.get(code, _("Some of the letter's looks are left out."))
