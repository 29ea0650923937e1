from django.urls import path

from gongjian.core.intake.views import back, batch, begin

app_name = "intake"
urlpatterns = [
    path("batches/<uuid:uid>/", batch.show, name="batch"),
    path("batches/<uuid:uid>/look/", batch.look, name="look"),
    path("batches/<uuid:uid>/columns/", batch.columns, name="columns"),
    path("batches/<uuid:uid>/confirm/", batch.confirm, name="confirm"),
    path("batches/<uuid:uid>/stop/", batch.stop, name="stop"),
    path("batches/<uuid:uid>/go-on/", batch.go_on, name="go_on"),
    path("batches/<uuid:uid>/take-back/", back.take_back, name="take_back"),
    path("batches/<uuid:uid>/left-out/", batch.left_out, name="left_out"),
    path("batches/<uuid:uid>/columns.json", batch.mapping, name="mapping"),
    path("<slug:ledger>/", begin.begin, name="begin"),
    path("<slug:ledger>/example.xlsx", begin.example, name="example"),
]
