from django.urls import path

from gongjian.core.ledgers.views import ledger_view
from gongjian.modules.network import views
from gongjian.modules.network.ledgers import AGREEMENTS, CONFIRMATIONS, PAIRINGS, PARTNERS

app_name = "network"
urlpatterns = [
    path("", ledger_view(PARTNERS), name="partners"),
    path("units/<int:pk>/", views.joining, name="joining"),
    path("units/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("units/<int:pk>/refuse/", views.refuse, name="refuse"),
    path("units/<int:pk>/pause/", views.pause, name="pause"),
    path("units/<int:pk>/resume/", views.resume, name="resume"),
    path("units/<int:pk>/leave/", views.leave, name="leave"),
    path("confirmations/", ledger_view(CONFIRMATIONS), name="confirmations"),
    path("agreements/", ledger_view(AGREEMENTS), name="agreements"),
    path("agreements/new/", views.new_agreement, name="new_agreement"),
    path("agreements/<int:pk>/", views.agreement, name="agreement"),
    path("agreements/<int:pk>/terms/new/", views.add_term, name="add_term"),
    path("agreements/<int:pk>/terms/<int:number>/deliver/", views.deliver, name="deliver"),
    path("agreements/<int:pk>/renew/", views.renew, name="renew"),
    path("agreements/<int:pk>/link/", views.give_link, name="give_link"),
    path("pairings/", ledger_view(PAIRINGS), name="pairings"),
    path("pairings/new/", views.new_pairing, name="new_pairing"),
    path("pairings/<int:pk>/", views.pairing, name="pairing"),
    path("pairings/<int:pk>/end/", views.end_pairing, name="end_pairing"),
    path("own/", views.own, name="own"),
    path("own/confirmations/<int:pk>/", views.answer, name="answer"),
]
