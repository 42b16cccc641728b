"""The part of the sandbox that runs inside it, beside student code.

Nothing here imports `autograder`: the folder is bound into the sandbox alone, and what it holds is no secret. Only
NumPy, IPython, pyseccomp and the standard library are used (`autograder.sandbox.environment` asks for them; `describe`
runs there before anything else). The processes, from the outside to the inside:

fork server         has all modules imported, is told by the grader whom to start, runs no student code
└── supervisor      enters new namespaces, reports what the student used in all
    └── process 1   of the new pid namespace: when it ends, everything in there ends; reports the exit status
        └── student process  runs the cells and what tests ask; holds no descriptor but its own channel
"""
