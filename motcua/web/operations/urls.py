"""Addresses of leaders' pages, below /operations/."""

from django.urls import URLPattern, path

from motcua.web.operations import (
    behind,
    boards,
    centre,
    directives,
    exports,
    honesty,
    paths,
    target_answers,
    target_parts,
    target_publish,
    targets,
    tasks,
    waiting,
)

app_name = "operations"

urlpatterns: list[URLPattern] = [
    path("", centre.show, name="centre"),
    path("evaluate", centre.evaluate, name="evaluate"),
    path("suggestions/<int:pk>/dismiss", centre.dismiss, name="dismiss"),
    path("dossiers", waiting.show, name="dossiers"),
    path("directives", directives.index, name="directives"),
    path("directives/new", directives.new, name="new_directive"),
    path("directives/<int:pk>", directives.show, name="directive"),
    path("directives/<int:pk>/edit", directives.edit, name="edit_directive"),
    path("directives/<int:pk>/send", directives.send, name="send_directive"),
    path("directives/<int:pk>/withdraw", directives.withdraw, name="withdraw_directive"),
    path("tasks", tasks.index, name="tasks"),
    path("tasks/<int:pk>", tasks.show, name="task"),
    path("tasks/<int:pk>/acts", tasks.act, name="act_task"),
    path("tasks/<int:pk>/files/<int:document>", tasks.show_file, name="task_file"),
    path("board/", boards.show, name="board"),
    path("board/<str:unit>", boards.show, name="board"),
    path("board/<str:unit>/<str:what>.<str:ending>", exports.show, name="board_export"),
    path("board/<str:unit>/<str:indicators>/<str:code>", behind.show, name="behind"),
    path("honesty", honesty.show_list, name="honesty"),
    path("honesty/<str:key>", honesty.show, name="finding"),
    path("processes", paths.show_list, name="paths"),
    path("processes/<str:code>", paths.show, name="path"),
    path("processes/<str:code>/ways/<str:name>", paths.show_way, name="way"),
    path("targets", targets.show, name="targets"),
    path("targets/waiting", target_answers.show, name="target_waiting"),
    path("targets/waiting/<int:pk>", target_answers.answer, name="target_answer"),
    path("targets/<str:unit>/<str:indicators>/<str:code>", target_parts.share, name="target_parts"),
    path(
        "targets/<str:unit>/<str:indicators>/<str:code>/publish",
        target_publish.publish,
        name="target_publish",
    ),
    path("targets/<str:unit>/<str:indicators>/<str:code>/given", targets.record, name="target_given"),
    path(
        "targets/<str:unit>/<str:indicators>/<str:code>/history",
        target_answers.history,
        name="target_history",
    ),
]
