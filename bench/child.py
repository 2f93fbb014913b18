"""A process with Django and one database, from DATABASE_URL: `python -m bench.child world.facts`.

What the named function returns is printed as one line of JSON.
"""

import json
import os
import sys

import django
from django.utils.module_loading import import_string


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    django.setup()
    name, *arguments = sys.argv[1:]
    print(json.dumps(import_string(f"bench.{name}")(*arguments), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
