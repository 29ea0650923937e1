"""What is said while a matter is under way can be found from then on: notes of steps, captions of pictures."""

from typing import Any

from django.db.models.signals import post_save

from gongjian.core.search.indexing import hear_again, hear_step


def listen() -> None:
    """Follow the writing of steps and attachments. (Written in bulk, they are heard by `index_many`.)"""
    from gongjian.core.files.models import Attachment
    from gongjian.core.items.models import Step

    post_save.connect(_step_written, sender=Step, dispatch_uid="search.step")
    post_save.connect(_picture_kept, sender=Attachment, dispatch_uid="search.attachment")


def _step_written(instance: Any, *, created: bool, raw: bool = False, **_: object) -> None:
    if not raw and created and instance.move != "open":
        hear_step(instance)


def _picture_kept(instance: Any, *, raw: bool = False, **_: object) -> None:
    if not raw and instance.caption and instance.item_id:
        hear_again([instance.item_id])
