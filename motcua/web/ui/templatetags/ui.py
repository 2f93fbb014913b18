"""The components, as template tags. Their looks are on the gallery page, /ui."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.catalogue.rules.definition import Field, FieldKind, Option, Section, Text
from motcua.web.ui.labels import (
    CLOCK_WORDS,
    CLOCKS,
    ICONS,
    PROGRESS_WORDS,
    TASK_TONES,
    TASK_WORDS,
    TONES,
)
from motcua.web.ui.questions import Question, Surroundings, paths, question, section_questions
from motcua.web.ui.shapes import Clock, File, Link, Progress, Tone

register = template.Library()


@register.filter
def tone(level: str) -> str:
    """The colour of a Django message level."""
    return TONES.get(level, Tone.DANGER)


@register.filter
def file_size(size: int) -> str:
    """Bytes as people read them, with the decimal comma of Vietnam or the point of English."""
    for unit in ("B", "kB", "MB"):
        if size < 1000 or unit == "MB":
            break
        size = size / 1000  # type: ignore[assignment]
    digits = f"{size:.0f}" if unit == "B" or size >= 10 else f"{size:.1f}"
    return f"{template.defaultfilters.floatformat(digits, -1)} {unit}"


@register.inclusion_tag("ui/icon.html")
def icon(name: str) -> dict[str, str]:
    """One of ICONS, the size of the text around it; decoration only, so words must stand beside it."""
    return {"path": ICONS[name]}


@register.inclusion_tag("ui/button.html")
def button(
    label: Any,
    *,
    url: str = "",
    name: str = "",
    value: Any = "",
    variant: str = "primary",
    color: str = "",
    icon: str = "",
    why_not: Any = "",
    full: bool = False,
    form: str = "",
    target: str = "",
    download: bool = False,
) -> dict[str, Any]:
    """A link if there is a `url`, otherwise a submit button. `why_not` blocks it and says why in words."""
    return {
        "label": label,
        "url": url,
        "name": name,
        "value": value,
        "variant": variant,
        "color": color,
        "path": ICONS[icon] if icon else "",
        "why_not": why_not,
        "full": full,
        "form": form,
        "target": target,
        "download": download,
        "reason_id": f"why-{name}-{value}".rstrip("-"),
    }


@register.simple_block_tag
def card(
    content: str, title: Any = "", *, level: int = 2, color: str = "", tinted: bool = False
) -> SafeString:
    """A box around what belongs together."""
    return render_to_string(
        "ui/card.html", {"content": content, "title": title, "level": level, "color": color, "tinted": tinted}
    )


@register.simple_block_tag
def alert(content: str, color: str = "info", title: Any = "", *, level: int = 2) -> SafeString:
    """A message that stands out: info, success, warning or danger."""
    return render_to_string(
        "ui/alert.html", {"content": content, "title": title, "level": level, "color": color}
    )


@register.simple_block_tag
def empty(content: str, title: Any, *, icon: str = "document", level: int = 2) -> SafeString:
    """What a list shows when there is nothing in it: why, and what to do."""
    return render_to_string(
        "ui/empty.html", {"content": content, "title": title, "path": ICONS[icon], "level": level}
    )


@register.inclusion_tag("ui/status_tag.html")
def status_tag(label: Any, color: str = "neutral", *, icon: str = "") -> dict[str, Any]:
    """A short word about a state."""
    return {"label": label, "color": color, "path": ICONS[icon] if icon else ""}


@register.inclusion_tag("ui/status_tag.html")
def deadline_tag(clock: str, label: Any = "") -> dict[str, Any]:
    """How a dossier stands against its due date: words, colour and sign together."""
    color, sign = CLOCKS[Clock(clock)]
    return {"label": label or CLOCK_WORDS[Clock(clock)], "color": color, "path": ICONS[sign]}


@register.inclusion_tag("ui/steps.html")
def steps(steps: Sequence[Any], *, label: Any = "") -> dict[str, Any]:
    """The steps of a dossier: a row on a wide page, a column on a phone."""
    shown = [(step, PROGRESS_WORDS[Progress(step.progress)]) for step in steps]
    return {"steps": shown, "label": label or _("Các bước giải quyết hồ sơ")}


@register.inclusion_tag("ui/task_list.html")
def task_list(tasks: Sequence[Any], *, label: Any = "") -> dict[str, Any]:
    """What is done and what is not."""
    shown = [
        (task, TASK_WORDS[Progress(task.progress)], TASK_TONES[Progress(task.progress)]) for task in tasks
    ]
    done = sum(task.progress == Progress.DONE for task in tasks)
    return {"tasks": shown, "label": label or _("Các phần cần làm"), "done": done, "total": len(tasks)}


@register.inclusion_tag("ui/timeline.html")
def timeline(events: Sequence[Any]) -> dict[str, Any]:
    """A history, in the order given."""
    return {"events": events}


@register.inclusion_tag("ui/facts.html")
def facts(rows: Sequence[Any]) -> dict[str, Any]:
    """Labels and values: anything with label, value and perhaps url."""
    return {"rows": rows}


@register.inclusion_tag("ui/file_list.html")
def file_list(files: Sequence[File], *, remove_name: str = "", preview: bool = False) -> dict[str, Any]:
    """Files with size and link; with `remove_name` each has a button that sends its `remove` value."""
    return {"files": files, "remove_name": remove_name, "preview": preview}


@register.inclusion_tag("ui/breadcrumbs.html")
def breadcrumbs(*links: Any) -> dict[str, Any]:
    """Where this page lies: {% breadcrumbs link1 link2 %} or pairs label, url, label, url."""
    if links and not isinstance(links[0], Link):
        pairs = list(zip(links[::2], links[1::2], strict=True))
        return {"links": [Link(label, url) for label, url in pairs]}
    return {"links": links}


@register.inclusion_tag("ui/tabs.html")
def tabs(links: Iterable[Link], *, label: Any) -> dict[str, Any]:
    """Views of the same thing, each a page of its own."""
    return {"links": links, "label": label}


@register.inclusion_tag("ui/pagination.html")
def pagination(*, previous: str = "", next: str = "", label: Any = "") -> dict[str, Any]:
    """To the page before and after; both are addresses, empty where there is none."""
    return {"previous": previous, "next": next, "label": label or _("Phân trang")}


@register.inclusion_tag("ui/search.html")
def search_box(
    *, action: str, value: str = "", name: str = "q", label: Any = "", button: Any = "", hint: Any = ""
) -> dict[str, Any]:
    """A form that looks for words, by GET."""
    return {
        "action": action,
        "value": value,
        "name": name,
        "label": label or _("Tìm thủ tục"),
        "button": button or _("Tìm"),
        "hint": hint,
    }


@register.inclusion_tag("ui/code.html")
def code(value: str, *, label: Any = "") -> dict[str, Any]:
    """A code to be copied: one touch marks it whole."""
    return {"value": value, "label": label}


@register.inclusion_tag("ui/qr.html")
def qr(source: str, *, alt: Any, caption: Any = "") -> dict[str, Any]:
    """A QR code: `source` is the address of an image, or a data: address."""
    return {"source": source, "alt": alt, "caption": caption}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(
    errors: Mapping[str, Sequence[Any]], questions: Sequence[Question] | None = None
) -> dict[str, Any]:
    """All that is wrong, each with a link to its field; nothing when there is nothing."""
    known = paths(questions or ())
    lines: list[tuple[str, Any, Any]] = []
    for path, sentences in errors.items():
        asked = known.get(path)
        # "" is the form as a whole; without questions the page's own fields are named as `field` names them
        unasked = "" if questions is not None or not path else "f-" + path.replace(".", "-")
        target, label = (asked.target, asked.label) if asked else (unasked, "")
        lines.extend((target, label, sentence) for sentence in sentences)
    heading = _("Có %(count)s mục cần sửa") % {"count": len(lines)}
    return {"lines": lines, "heading": heading}


@register.inclusion_tag("ui/section.html")
def form_section(
    section: Section,
    answers: Mapping[str, Any],
    errors: Mapping[str, Sequence[Any]] | None = None,
    *,
    visible: Iterable[str] | None = None,
    files: Mapping[str, File] | None = None,
    watched: Iterable[str] | None = None,
    summary: bool = True,
) -> dict[str, Any]:
    """One page of an e-form, with what was answered and what is wrong.

    `visible` holds the paths to ask (None: all). A change of a `watched` path asks the server for the
    section anew; None watches every choice of a section that has conditions. `files` are by document id.
    """
    found = {} if errors is None else errors
    around = Surroundings(
        errors=found, files=files or {}, provinces=agencies.provinces, communes=agencies.communes
    )
    watching = _deciding(section) if watched is None else set(watched)
    questions = section_questions(section, answers, visible, around, watching)
    return {
        "section": section,
        "questions": questions,
        "errors": found,
        "summary": summary,
        "reloads": any(question.reloads for question in questions),
        "optional": any(not question.required for question in questions),
    }


@register.simple_tag
def field(
    name: str,
    label: Any,
    *,
    kind: str = "text",
    value: Any = None,
    errors: Any = None,
    help: Any = None,
    required: bool = True,
    options: Iterable[tuple[str, Any]] = (),
    max_length: int | None = None,
) -> SafeString:
    """One question of a page's own form. `errors`: sentences, or a mapping from path to sentences."""
    wrong = errors if isinstance(errors, Mapping) else {name: errors or ()}
    definition = Field(
        id=name,
        kind=FieldKind(kind),
        label=_both(label),
        help=_both(help) if help else None,
        required=required,
        options=tuple(Option(str(key), _both(text)) for key, text in options),
        max_length=max_length,
    )
    around = Surroundings(errors=wrong, provinces=agencies.provinces, communes=agencies.communes)
    return render_question(question(definition, name, value, around))


@register.simple_tag
def render_question(question: Question) -> SafeString:
    """The question by the template of its kind."""
    return render_to_string(f"ui/fields/{question.template}.html", {"q": question})


def _deciding(section: Section) -> set[str]:
    """The choices of a section in which something is asked only under a condition."""
    if not any(one.show_when for one in section.fields):
        return set()
    kinds = {FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO}
    return {f"{section.id}.{one.id}" for one in section.fields if one.kind in kinds}


def _both(text: Any) -> Text:
    """A sentence that is already in the reader's language."""
    return Text(vi=str(text), en=str(text))
