"""Forms of the sign-in library in the clothes of our own questions."""

from django import template
from django.forms import Form
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from motcua.web.ui.questions import Question
from motcua.web.ui.templatetags.ui import render_question

register = template.Library()

KEPT = ("autocomplete", "inputmode", "maxlength")


@register.simple_tag
def form_questions(form: Form | None) -> SafeString:
    """Every visible field of the form as a question, what is wrong with the whole form above them."""
    if form is None:  # a page that only asks for confirmation
        return SafeString("")
    hidden = [(SafeString(str(field)),) for field in form.hidden_fields()]
    above = [str(sentence) for sentence in form.non_field_errors()]
    warning = render_to_string("public/form_errors.html", {"sentences": above}) if above else ""
    visible = [name for name in form.fields if not form[name].is_hidden]
    questions = [(render_question(_question(form, name)),) for name in visible]
    return SafeString(warning) + format_html_join("", "{}", hidden + questions)


def _question(form: Form, name: str) -> Question:
    bound, widget = form[name], form.fields[name].widget
    attributes = {key: value for key, value in widget.attrs.items() if key in KEPT}
    secret = getattr(widget, "input_type", "text") == "password"
    return Question(
        name=bound.html_name,
        template="text",
        label=bound.label,
        value="" if secret else str(bound.value() or ""),
        required=form.fields[name].required,
        errors=tuple(str(sentence) for sentence in bound.errors),
        attributes={"type": "password" if secret else "text", **attributes},
    )
