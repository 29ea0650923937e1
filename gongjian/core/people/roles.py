"""The role presets. What each may do is declared by the manifests, never here."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    SECRETARY = "secretary", _("Secretary")
    DEPARTMENT_HEAD = "department_head", _("Department head")
    DISPATCHER = "dispatcher", _("Dispatcher")
    COMMUNITY_CLERK = "community_clerk", _("Community clerk")
    GRID_WORKER = "grid_worker", _("Grid worker")
    CHECKER = "checker", _("Checker")
    BRANCH_SECRETARY = "branch_secretary", _("Branch secretary")
    FINANCE_CLERK = "finance_clerk", _("Finance clerk")
    PARTNER_CONTACT = "partner_contact", _("Partner contact")
    AUDITOR = "auditor", _("Auditor")
    RESIDENT = "resident", _("Resident")
