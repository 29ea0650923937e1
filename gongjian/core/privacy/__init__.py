"""Personal data at rest: sealed columns, the blind index for exact search, and the change of keys.

A sealed column is a `BinaryField(null=True)` named `<x>_sealed`, in a model that has a UUID field `uid`.
"""

from gongjian.core.privacy.sealing import blind, seal, unseal

__all__ = ["blind", "seal", "unseal"]
