"""Course tooling: builds the notebooks from the master and grades submissions."""

import sys

# nbformat imports jsonschema, and that, where Jupyter's server brought this module along, compiles a grammar of web
# addresses with it: a second at each start, for something that no notebook's schema asks for. None: can't be imported.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
