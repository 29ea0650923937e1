"""The administrator's page of background work, and everybody's own tasks with their progress."""

import uuid
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.core.areas.models import Area
from gongjian.core.areas.tree import trail_office
from gongjian.core.jobs.actions import run_now
from gongjian.core.jobs.models import LIVE, Task, TaskQuerySet, TaskState
from gongjian.core.jobs.reading import job_lines, live_workers, task_line
from gongjian.core.jobs.tasks import cancel, try_again
from gongjian.core.ledgers.page import Page, page_of
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow, allow_signed_in
from gongjian.core.people.views.forms_page import do_and_say, me
from gongjian.core.refusal import Refused

ROWS = 30
TABS = {"live": LIVE, "failed": (TaskState.FAILED,), "ended": (TaskState.DONE, TaskState.CANCELLED)}


@allow("jobs.manage", methods=("GET",))
def overview(request: HttpRequest) -> HttpResponse:
    """Workers, tasks by state, periodic jobs."""
    now = timezone.now()
    chosen = request.GET.get("tab", "live")
    if chosen not in TABS:
        raise Http404
    managed = Task.objects.managed_by(_access(request))
    context, status = _listed(request, managed.filter(state__in=TABS[chosen]))
    context |= {
        "tabs": _tabs(chosen, failed=managed.filter(state=TaskState.FAILED).order_by()[:1000].count()),
        "tab": chosen,
        "workers": live_workers(now),
        "jobs": job_lines(now),
    }
    return render(request, "jobs/overview.html", context, status=status)


@allow("jobs.manage", methods=("POST",))
def run(request: HttpRequest) -> HttpResponse:
    """Have a periodic job run now."""
    person = me(request)
    office = person.office or trail_office(
        get_object_or_404(Area, path=_access(request).paths("jobs.manage")[0])
    )
    return do_and_say(
        request,
        act="jobs.run_now",
        work=lambda: run_now(request.POST.get("name", ""), by=person, office=office, now=timezone.now()),
        done=_("The job runs within a few seconds."),
        back=reverse("jobs:overview"),
    )


@allow_signed_in("everybody's own tasks", methods=("GET",))
def own(request: HttpRequest) -> HttpResponse:
    """What I began, newest first."""
    context, status = _listed(request, Task.objects.owned_by(_access(request)))
    return render(request, "jobs/own.html", context, status=status)


@allow_signed_in("one's own task, or one that an administrator looks after", methods=("GET",))
def task(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One task with its progress; it can be left and come back to."""
    found = _one(request, uid)
    mine = found.person_id == _access(request).person_id
    context = {"task": found, "line": task_line(found), "mine": mine}
    return render(request, "jobs/task.html", context)


@allow_signed_in("one's own task, or one that an administrator looks after", methods=("GET",))
def progress(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The part of the page that a small script asks for again and again."""
    answer = render(request, "jobs/progress.html", {"task": _one(request, uid)})
    answer["Cache-Control"] = "no-store"
    return answer


@allow_signed_in("one's own task, or one that an administrator looks after", methods=("POST",))
def stop(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A waiting task never starts, a running one stops at its next step."""
    found = _one(request, uid)

    def work() -> bool:
        if not cancel(found.pk, by=me(request), now=timezone.now()):
            raise Refused(_("The task has ended already."))
        return True

    done = _("The task is stopped. What it did so far stays as it is.")
    return do_and_say(request, act="jobs.cancel", work=work, done=done, back=_page_of(found))


@allow_signed_in("one's own task, or one that an administrator looks after", methods=("POST",))
def again(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A failed task goes back into the queue."""
    found = _one(request, uid)
    return do_and_say(
        request,
        act="jobs.try_again",
        work=lambda: try_again(found.pk, by=me(request), now=timezone.now()),
        done=_("The task waits for its turn again."),
        back=_page_of(found),
    )


def _access(request: HttpRequest) -> Access:
    return cast(Access, request.access)  # type: ignore[attr-defined]


def _one(request: HttpRequest, uid: uuid.UUID) -> Task:
    rows = Task.objects.visible_to(_access(request)).select_related("person")
    found: Task = get_object_or_404(rows, uid=uid)
    return found


def _page_of(found: Task) -> str:
    return reverse("jobs:task", args=[found.uid])


def _tabs(chosen: str, *, failed: int) -> list[dict[str, Any]]:
    words = {
        "live": _("Waiting and running"),
        "failed": pgettext("of a task", "Failed"),
        "ended": pgettext("of a task", "Finished"),
    }
    here = reverse("jobs:overview")
    counts = {"failed": failed or None}
    return [
        {"label": word, "url": f"{here}?tab={name}", "current": name == chosen, "count": counts.get(name)}
        for name, word in words.items()
    ]


def _listed(request: HttpRequest, rows: TaskQuerySet) -> tuple[dict[str, Any], int]:
    """One page of tasks, newest first, and the status of the answer."""
    problem, page = "", Page()
    try:
        found = rows.select_related("person")
        page = page_of(found, sort="-id", path="id", size=ROWS, cursor=request.GET.get("cursor", ""))
    except Refused as refused:
        problem = str(refused.reason)
    context = {"problem": problem, "page": page, "lines": [task_line(one) for one in page.rows]}
    return context, 422 if problem else 200
