# ruff: noqa
# Right answers to the bonus task SGD with momentum, though unusual ones: each cell must pass the visible check and the
# hidden tests.


# %% new arrays in each step
class MomentumSGD(Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocities = {}

    def run_update_rule(self, gradients, layer):
        old = self.velocities.get(id(layer), [0] * len(gradients))
        new = [self.momentum * v + g for v, g in zip(old, gradients)]
        self.velocities[id(layer)] = new
        return [self.learning_rate * v for v in new]


# %% starts with the first gradients
class MomentumSGD(Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocities = {}

    def run_update_rule(self, gradients, layer):
        key = id(layer)
        if key not in self.velocities:
            self.velocities[key] = [gradient.copy() for gradient in gradients]
        else:
            for position, gradient in enumerate(gradients):
                self.velocities[key][position] = self.velocities[key][position] * self.momentum + gradient
        return [velocity * self.learning_rate for velocity in self.velocities[key]]


# %% kept in the layer
class MomentumSGD(Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.learning_rate = learning_rate
        self.momentum = momentum

    def run_update_rule(self, gradients, layer):
        if getattr(layer, "owner", None) is not self:
            layer.owner, layer.velocities = self, [np.zeros_like(g) for g in gradients]
        layer.velocities = [self.momentum * v + g for v, g in zip(layer.velocities, gradients)]
        return [self.learning_rate * v for v in layer.velocities]


# %% keyed by the layer itself
class MomentumSGD(Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.v = {}

    def run_update_rule(self, gradients, layer):
        deltas = []
        for i, g in enumerate(gradients):
            v = self.momentum * self.v.get((layer, i), np.zeros_like(g)) + g
            self.v[layer, i] = v
            deltas.append(self.learning_rate * v)
        return tuple(deltas)


# %% moves the velocity a part of the way
class MomentumSGD(Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocities = {}

    def run_update_rule(self, gradients, layer):
        velocities = self.velocities.setdefault(id(layer), [np.zeros_like(g) for g in gradients])
        for velocity, gradient in zip(velocities, gradients):
            velocity += gradient - (1 - self.momentum) * velocity
        return [np.multiply(velocity, DTYPE(self.learning_rate)) for velocity in velocities]


# %% the average of Adam, scaled
class MomentumSGD(Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.averages = {}

    def run_update_rule(self, gradients, layer):
        averages = self.averages.setdefault(id(layer), [np.zeros_like(g) for g in gradients])
        deltas = []
        for m, g in zip(averages, gradients):
            m += (1 - self.momentum) * (g - m)
            deltas.append(m * (self.learning_rate / (1 - self.momentum)))
        return deltas


# %% all gradients so far
class MomentumSGD(Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.seen = {}

    def run_update_rule(self, gradients, layer):
        seen = self.seen.setdefault(id(layer), [])
        seen.append([g.copy() for g in gradients])
        deltas = []
        for i in range(len(gradients)):
            velocity = sum(self.momentum**age * step[i] for age, step in enumerate(reversed(seen)))
            deltas.append(self.learning_rate * velocity)
        return deltas


# %% a class for the velocities
class Velocities(list):
    def push(self, gradients, momentum):
        for v, g in zip(self, gradients):
            np.add(np.multiply(v, momentum, out=v), g, out=v)
        return self


class MomentumSGD(Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.learning_rate, self.momentum, self.velocities = learning_rate, momentum, {}

    def run_update_rule(self, gradients, layer):
        if id(layer) not in self.velocities:
            self.velocities[id(layer)] = Velocities(map(np.zeros_like, gradients))
        kept = self.velocities[id(layer)].push(gradients, self.momentum)
        return [self.learning_rate * v for v in kept]
