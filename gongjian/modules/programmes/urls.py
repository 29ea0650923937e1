from django.urls import path

from gongjian.core.ledgers.views import ledger_view
from gongjian.modules.programmes.ledgers import ANSWERS, GOALS, LINES, PROGRAMMES, THEMES
from gongjian.modules.programmes.views import frames, goals, themes

app_name = "programmes"
urlpatterns = [
    path("", ledger_view(PROGRAMMES), name="programmes"),
    path("new/", frames.new_programme, name="new_programme"),
    path("<int:pk>/", frames.programme, name="programme"),
    path("<int:pk>/strand/", frames.new_strand, name="new_strand"),
    path("hang/<int:pk>/", frames.hang, name="hang"),
    path("hang/<int:pk>/<int:strand>/off/", frames.take_off, name="take_off"),
    path("goals/", ledger_view(GOALS), name="goals"),
    path("goals/new/", goals.new_goal, name="new_goal"),
    path("goals/<int:pk>/", goals.goal, name="goal"),
    path("goals/<int:pk>/report/", goals.report, name="report"),
    path("goals/entries/<int:pk>/reverse/", goals.reverse_entry, name="reverse"),
    path("themes/", ledger_view(THEMES), name="themes"),
    path("themes/new/", themes.new_theme, name="new_theme"),
    path("themes/<int:pk>/", themes.theme, name="theme"),
    path("answers/", ledger_view(ANSWERS), name="answers"),
    path("answers/<int:pk>/", themes.answer, name="answer"),
    path("answers/<int:pk>/line/", themes.add_line, name="add_line"),
    path("answers/<int:pk>/lines/<int:line>/remove/", themes.remove_line, name="remove_line"),
    path("answers/<int:pk>/lines/<int:line>/came/", themes.came, name="came"),
    path("answers/<int:pk>/lines/<int:line>/drop/", themes.drop, name="drop"),
    path("lines/", ledger_view(LINES), name="lines"),
]
