"""Tricks on the kernel: whatever a cell does to the interpreter that it runs in."""

from tests.attacks.attack import Attack, first, unsolved

_RIGHT = '{"sgd": 2.0, "fully_connected": 6.0, "mean_squared_error": 4.0, "relu": 3.0, "end_to_end": 2.0}'

ATTACKS = (
    Attack(
        "input-transformer",
        "rewrites the source of every later cell, so that a test is never run",
        unsolved(
            first(
                "import re\n"
                f"points = {_RIGHT}\n"
                "def rewrite(lines):\n"
                "    found = re.search(r'grade\\(\"(\\w+)\"\\)', ''.join(lines))\n"
                "    return [f'{points.get(found[1], 0.0)}\\n'] if found else lines\n"
                "get_ipython().input_transformers_post.append(rewrite)\n"
            )
        ),
        stock=True,
    ),
    Attack(
        "ast-transformer",
        "replaces the syntax tree of every later cell by one that does nothing",
        unsolved(
            first(
                "import ast\n"
                "class Nothing(ast.NodeTransformer):\n"
                "    def visit_Module(self, node):\n"
                "        return ast.Module(body=[ast.Pass(lineno=1, col_offset=0)], type_ignores=[])\n"
                "get_ipython().ast_transformers.append(Nothing())\n"
            )
        ),
        stock=True,
    ),
    Attack(
        "run-cell-replaced",
        "replaces the shell's run_cell by one that runs nothing and reports success",
        unsolved(
            first(
                "from IPython.core.interactiveshell import ExecutionResult, InteractiveShell\n"
                "async def nothing(self, *args, **options):\n"
                "    return ExecutionResult(None)\n"
                "InteractiveShell.run_cell_async = nothing\n"
                "InteractiveShell.run_cell = lambda self, *args, **options: ExecutionResult(None)\n"
            )
        ),
        statuses=frozenset({"graded", "repaired", "crashed"}),
        stock=True,
    ),
    Attack(
        "exception-handler",
        "swallows every exception with a custom handler, so that failed tests look like passed ones",
        unsolved(first("get_ipython().set_custom_exc((BaseException,), lambda *args, **options: None)\n")),
        stock=True,
    ),
)
