from . import catalogue, flask_style, members, notes, stock  # noqa: F401
