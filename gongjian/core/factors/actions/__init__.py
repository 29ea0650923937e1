"""Everything that changes how a person's sign-in is protected: one act, one transaction, one trail row."""

from gongjian.core.factors.actions.apps import begin_app, confirm_app, remove_app
from gongjian.core.factors.actions.codes import make_codes
from gongjian.core.factors.actions.passkeys import remove_passkey, rename_passkey
from gongjian.core.factors.actions.proving import note_refused, prove_by_code
from gongjian.core.factors.actions.rules import reset_protection, set_rule

__all__ = [
    "begin_app",
    "confirm_app",
    "make_codes",
    "note_refused",
    "prove_by_code",
    "remove_app",
    "remove_passkey",
    "rename_passkey",
    "reset_protection",
    "set_rule",
]
