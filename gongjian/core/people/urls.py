from django.urls import path

from gongjian.core.ledgers.views import ledger_view
from gongjian.core.people.ledgers import PEOPLE
from gongjian.core.people.views import desk

app_name = "people_desk"
urlpatterns = [
    path("", ledger_view(PEOPLE), name="list"),
    path("may/", desk.matrix, name="matrix"),
    path("add/", desk.add, name="add"),
    path("<int:number>/", desk.detail, name="detail"),
    path("<int:number>/role/", desk.give_role, name="give_role"),
    path("<int:number>/disable/", desk.disable, name="disable"),
    path("<int:number>/enable/", desk.enable, name="enable"),
    path("<int:number>/password/", desk.first_password, name="first_password"),
    path("<int:number>/leave/", desk.leave, name="leave"),
    path("<int:number>/leave/end/", desk.end_leave, name="end_leave"),
    path("<int:number>/see-as/", desk.see_as, name="see_as"),
    path("roles/<int:number>/end/", desk.end_role, name="end_role"),
]
