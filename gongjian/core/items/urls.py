from django.urls import path

from gongjian.core.items.views import inbox, item

app_name = "items"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("items/<int:pk>/", item.detail, name="detail"),
    path("items/<int:pk>/move/<slug:name>/", item.move, name="move"),
    path("items/<int:pk>/undo/<int:step>/", item.undo, name="undo"),
    path("items/<int:pk>/act/<slug:name>/<int:target>/", item.act, name="act"),
]
