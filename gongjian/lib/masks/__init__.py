"""Masks for personal data: telephone numbers, identity numbers, names, and all of these inside running text."""

from gongjian.lib.masks.erasing import erase_masked
from gongjian.lib.masks.everything import Erased, erase_all
from gongjian.lib.masks.identity import mask_id_number, valid_id_number
from gongjian.lib.masks.names import mask_name
from gongjian.lib.masks.phones import mask_phone, normalise_phone, valid_phone
from gongjian.lib.masks.running import Found, MaskedText, mask_text

__all__ = [
    "Erased",
    "Found",
    "MaskedText",
    "erase_all",
    "erase_masked",
    "mask_id_number",
    "mask_name",
    "mask_phone",
    "mask_text",
    "normalise_phone",
    "valid_id_number",
    "valid_phone",
]
