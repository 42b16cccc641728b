# Unusual right answers to the task `square`, each below its name.

# %% by a power
def square(x):
    return x**2


# %% by a sum
def square(x):
    return sum(x for _ in range(abs(int(x)))) if x > 0 else sum(-x for _ in range(abs(int(x))))
