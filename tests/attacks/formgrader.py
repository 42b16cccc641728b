"""The page that an instructor sees of a submission, made by the formgrader: `formgrader.py folder exercise student …`.

A command of its own, because the course's `nbgrader_config.py` changes the process that loads it.
"""

import json
import sys
import time
from pathlib import Path

from nbgrader.apps import NbGrader
from nbgrader.server_extensions.formgrader import formgrader, handlers


def main(target: Path, exercise: str, students: list[str]) -> None:
    """Write a page for each student into a folder, and the CPU time of each; the course is the working folder."""
    app = NbGrader()
    app.load_config_file()
    config = app.config
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    exporter = formgrader.HTMLExporter(config=config)
    target.mkdir()
    seconds = {}
    for number, student in enumerate(students):
        notebook = Path("autograded", student, exercise, f"{exercise}.ipynb")
        resources = {
            "assignment_id": exercise,
            "notebook_id": exercise,
            "submission_id": "0",
            "index": number,
            "total": len(students),
            "base_url": "",
            "student": student,
            "last_name": None,
            "first_name": None,
            "notebook_path": str(notebook),
        }
        begin = time.process_time()
        html, _ = exporter.from_filename(str(notebook), resources=resources)
        (target / f"{student}.html").write_text(html, encoding="utf-8")
        seconds[student] = time.process_time() - begin
    (target / "seconds.json").write_text(json.dumps(seconds), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
