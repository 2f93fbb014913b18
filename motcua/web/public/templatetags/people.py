"""The people of the demonstration, for the sign-in page, which belongs to the sign-in library."""

from django import template

from motcua.web.public import demo

register = template.Library()


@register.inclusion_tag("public/demo_people.html", takes_context=True)
def demo_people(context: template.Context, after: str = "", level: int = 3) -> dict[str, object]:
    """Each with a button that signs in as them; nothing where this is no demonstration."""
    everybody = demo.people()
    return {
        "citizens": [one for one in everybody if not one.officer],
        "officers": [one for one in everybody if one.officer],
        "after": after,
        "level": level,
        "csrf_token": context.get("csrf_token"),
    }
