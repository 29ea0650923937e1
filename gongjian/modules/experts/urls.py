from django.urls import path

from gongjian.core.ledgers.views import ledger_view
from gongjian.modules.experts.ledgers import EXPERTS, ORDERS, SERVICES, TYPES
from gongjian.modules.experts.views import calendar, mine, orders, people, placing, services, types

app_name = "experts"
urlpatterns = [
    path("mine/", mine.mine, name="mine"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("services/", ledger_view(SERVICES), name="services"),
    path("services/new/", services.new_service, name="new_service"),
    path("services/choose/", placing.choose, name="choose"),
    path("services/<int:pk>/", services.service, name="service"),
    path("services/<int:pk>/change/", services.change, name="change_service"),
    path("services/<int:pk>/pause/", services.pause, name="pause"),
    path("services/<int:pk>/again/", services.again, name="again"),
    path("services/<int:pk>/withdraw/", services.withdraw, name="withdraw"),
    path("services/<int:pk>/order/", placing.place, name="place"),
    path("types/", ledger_view(TYPES), name="types"),
    path("types/new/", types.new_type, name="new_type"),
    path("types/<int:pk>/", types.type_page, name="type"),
    path("types/<int:pk>/end/", types.end_type, name="end_type"),
    path("people/", ledger_view(EXPERTS), name="experts"),
    path("people/lecturers/", people.lecturers, name="lecturers"),
    path("people/new/", people.new_expert, name="new_expert"),
    path("people/<int:pk>/", people.expert, name="expert"),
    path("people/<int:pk>/change/", people.change, name="change_expert"),
    path("people/<int:pk>/end/", people.end, name="end_expert"),
    path("orders/", ledger_view(ORDERS), name="orders"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("orders/<int:pk>/accept/", orders.accept, name="accept"),
    path("orders/<int:pk>/deliver/", orders.deliver, name="deliver"),
    path("orders/<int:pk>/note-delivery/", orders.note_delivery, name="note_delivery"),
    path("orders/<int:pk>/rate/", orders.rate, name="rate"),
    path("orders/<int:pk>/link/", orders.link, name="link"),
]
