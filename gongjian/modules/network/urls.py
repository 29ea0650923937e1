from django.urls import path

from gongjian.core.ledgers.views import ledger_view
from gongjian.modules.network.ledgers import AGREEMENTS, CONFIRMATIONS, PAIRINGS, PARTNERS
from gongjian.modules.network.views import agreements, joining, own, pairings

app_name = "network"
urlpatterns = [
    path("", ledger_view(PARTNERS), name="partners"),
    path("units/<int:pk>/", joining.joining, name="joining"),
    path("units/<int:pk>/confirm/", joining.confirm, name="confirm"),
    path("units/<int:pk>/correct/", joining.correct, name="correct"),
    path("units/<int:pk>/refuse/", joining.refuse, name="refuse"),
    path("units/<int:pk>/pause/", joining.pause, name="pause"),
    path("units/<int:pk>/resume/", joining.resume, name="resume"),
    path("units/<int:pk>/leave/", joining.leave, name="leave"),
    path("confirmations/", ledger_view(CONFIRMATIONS), name="confirmations"),
    path("agreements/", ledger_view(AGREEMENTS), name="agreements"),
    path("agreements/new/", agreements.new_agreement, name="new_agreement"),
    path("agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("agreements/<int:pk>/terms/new/", agreements.add_term, name="add_term"),
    path("agreements/<int:pk>/agreement.docx", agreements.paper, name="paper"),
    path("agreements/<int:pk>/terms/<int:number>/deliver/", agreements.deliver, name="deliver"),
    path("agreements/<int:pk>/renew/", agreements.renew, name="renew"),
    path("agreements/<int:pk>/link/", agreements.give_link, name="give_link"),
    path("pairings/", ledger_view(PAIRINGS), name="pairings"),
    path("pairings/new/", pairings.new_pairing, name="new_pairing"),
    path("pairings/<int:pk>/", pairings.pairing, name="pairing"),
    path("pairings/<int:pk>/end/", pairings.end_pairing, name="end_pairing"),
    path("own/", own.own, name="own"),
    path("own/confirmations/<int:pk>/", own.answer, name="answer"),
]
