from django.urls import path

from gongjian.core.items.views import inbox, item, watch

app_name = "items"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("watch/", watch.watch, name="watch"),
    path("watch/matters/", watch.matters, name="matters"),
    path("watch/clocks/", watch.clocks, name="clocks"),
    path("items/<int:pk>/", item.detail, name="detail"),
    path("items/<int:pk>/move/<slug:name>/", item.move, name="move"),
    path("items/<int:pk>/undo/<int:step>/", item.undo, name="undo"),
    path("items/<int:pk>/act/<slug:name>/<int:target>/", item.act, name="act"),
]
