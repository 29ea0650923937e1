"""The nouns of the think tank."""

from gongjian.modules.experts.models.catalogue import Expert, ExpertService, Mode, Offered, ServiceType
from gongjian.modules.experts.models.ordering import ServiceOrder

__all__ = ["Expert", "ExpertService", "Mode", "Offered", "ServiceOrder", "ServiceType"]
