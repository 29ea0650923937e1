"""How files stand on pages: names, sizes in words, and where they are given out."""

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.core.compiled import Compiled
from gongjian.core.files.links import address
from gongjian.core.files.models import Attachment
from gongjian.core.items.models import Item
from gongjian.core.people.access import Access

ON_ITEM = 5  # files shown on the matter's own page
DRAWN = {"xlsx": "table", "xls": "table", "xlsb": "table", "ods": "table", "csv": "table"}


def file_row(kept: Attachment, *, item: Item | None = None, access: Access | None = None) -> dict[str, Any]:
    """A file as `web/parts/files.html` and the page of all files take it; with item and access it can be withdrawn there
    by whoever may."""
    from gongjian.core.files.policy import may_withdraw

    withdraw_url = ""
    if item is not None and access is not None:
        kept.item = item
        if may_withdraw(kept, access):
            withdraw_url = reverse("files:withdraw", args=[item.pk, kept.uid])
    return {
        "withdraw_url": withdraw_url,
        "url": address(kept),
        "thumb_url": address(kept, width=320) if kept.is_picture else "",
        "name": kept.caption or kept.name or str(kept.get_stage_display()),
        "kind": kept.kind.upper() if not kept.is_picture else _("Picture"),
        "drawn": "camera" if kept.is_picture else DRAWN.get(kept.kind, "doc"),
        "size_text": filesizeformat(kept.size),
        "who": str(kept.by or ""),
        "at": kept.at,
    }


_NEWEST = Compiled(lambda pk: Attachment.objects.kept_with(pk)[: ON_ITEM + 1], pk=-1)


def files_block(item: Item, access: Access) -> dict[str, Any]:
    """The newest files for the matter's page, and where all of them are; one query."""
    from gongjian.core.files.policy import may_add_files

    newest = _NEWEST.objects(pk=item.pk)
    everything = reverse("files:of_item", args=[item.pk])
    return {
        "files": [file_row(one) for one in newest[:ON_ITEM]],
        "add_file_url": everything if may_add_files(item, access) else "",
        "all_files_url": everything if len(newest) > ON_ITEM else "",
    }
