"""For leaders: scoreboards, what is behind a number, targets, what is late, directives and tasks."""
