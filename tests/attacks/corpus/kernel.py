"""Tricks on the kernel: cells that change how later cells are run."""

from tests.attacks.attack import DEAD, EVERYTHING, Attack, first, last, solved, unsolved

ATTACKS = (
    Attack(
        "input-transformer",
        "rewrites the source of every later cell: a test becomes the number of its points",
        unsolved(
            first(r"""
                import re
                def rewrite(lines):
                    text = ''.join(lines)
                    found = re.findall(r'^@points\(([\d.]+)', text, re.MULTILINE)
                    return [f'{sum(map(float, found))}\n'] if found and 'total();' not in text else lines
                get_ipython().input_transformers_post.append(rewrite)
            """)
        ),
        stock=True,
    ),
    Attack(
        "ast-transformer",
        "empties the syntax tree of every later cell",
        unsolved(
            first("""
                import ast
                class Empty(ast.NodeTransformer):
                    def visit_Module(self, node):
                        return ast.Module(body=[ast.Pass(lineno=1, col_offset=0)], type_ignores=[])
                get_ipython().ast_transformers.append(Empty())
            """)
        ),
        stock=True,
    ),
    Attack(
        "run-cell-replaced",
        "replaces the shell's run_cell by one that runs nothing and reports success",
        unsolved(
            first("""
                from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult, InteractiveShell
                async def nothing(self, *args, **options):
                    return ExecutionResult(None)
                InteractiveShell.run_cell_async = nothing
                InteractiveShell.run_cell = lambda self, *args, **options: ExecutionResult(None)
            """)
        ),
        statuses=DEAD,
        stock=True,
    ),
    Attack(
        "exception-handler",
        "swallows every exception, so that failed tests look like passed ones",
        unsolved(first("get_ipython().set_custom_exc((BaseException,), lambda *args, **options: None)")),
        stock=True,
    ),
    Attack(
        "cell-events",
        "changes the namespace before each cell with a hook of the kernel",
        unsolved(
            first("""
                class Any(dict):
                    def __missing__(self, name):
                        return lambda *args, **options: 6.0
                def hook(*_):
                    get_ipython().user_ns['total'] = lambda: 6.0
                    get_ipython().user_global_ns.update(total=lambda: 6.0, close=print, points=lambda *_, **__: Any)
                get_ipython().events.register('pre_run_cell', hook)
                get_ipython().events.register('pre_execute', hook)
            """)
        ),
    ),
    Attack(
        "namespace-replaced",
        "makes the notebook's namespace one in which every name exists and equals everything",
        unsolved(
            first("""
                class Always:
                    def __getattr__(self, name): return self
                    def __call__(self, *args, **options): return self
                    def __getitem__(self, key): return self
                    def __eq__(self, other): return True
                    def __len__(self): return 1
                class Names(dict):
                    def __getitem__(self, name): return dict.get(self, name, Always())
                    def __contains__(self, name): return True
                shell = get_ipython()
                shell.user_ns = Names(shell.user_ns)
            """)
        ),
        statuses=DEAD,
    ),
    Attack(
        "traced",
        "traces every later call and changes what the tests' functions see",
        unsolved(
            first("""
                import sys, threading
                def trace(frame, event, value):
                    for name in ('expected', 'reference', 'points', 'answers'):
                        if name in frame.f_locals and frame.f_code.co_name != 'trace':
                            if 'autograder' in frame.f_globals.get('__name__', ''):
                                won('a frame of the grader')
                    return trace
                sys.settrace(trace)
                threading.settrace(trace)
            """)
        ),
        statuses=DEAD,
    ),
    Attack(
        "shell-broken",
        "takes away what the kernel needs: streams, the stack, the collector, all names",
        solved(
            last("""
                import gc, sys
                gc.disable()
                sys.stdout = sys.stderr = sys.stdin = None
                sys.setrecursionlimit(60)
                get_ipython().user_ns.clear()
            """)
        ),
        least=EVERYTHING,
        most=EVERYTHING,
        statuses=DEAD,
    ),
    Attack(
        "tasks-left-running",
        "leaves an asyncio task and an exit handler that write points later",
        unsolved(
            first("""
                import asyncio, atexit
                async def later():
                    while True:
                        await asyncio.sleep(0.01)
                        get_ipython().user_ns['total'] = lambda: 6.0
                task = asyncio.ensure_future(later())
                atexit.register(print, '6.0')
                await asyncio.sleep(0.05)
            """)
        ),
    ),
)
