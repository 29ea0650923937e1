from django.urls import path

from gongjian.core.ledgers.views import ledger_view
from gongjian.modules.workplan.ledgers import TASKS
from gongjian.modules.workplan.views import plan, task

app_name = "workplan"
urlpatterns = [
    path("", plan.plan, name="plan"),
    path("plans/new/", plan.new_plan, name="new_plan"),
    path("plans/<int:pk>/", plan.plan, name="plan_of"),
    path("plans/<int:pk>/themes/new/", plan.new_theme, name="new_theme"),
    path("plans/<int:pk>/tasks/new/", plan.new_task, name="new_task_in"),
    path("tasks/", ledger_view(TASKS), name="tasks"),
    path("tasks/new/", plan.new_task, name="new_task"),
    path("<int:pk>/", task.detail, name="detail"),
    path("<int:pk>/progress/", task.progress, name="progress"),
    path("<int:pk>/evidence/", task.evidence, name="evidence"),
]
