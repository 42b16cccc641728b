# ruff: noqa
# Right answers to the task Adam, though unusual ones: each cell must pass the visible check and the hidden tests.


# %% the paper's form of the moments
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.m_values = {}
        self.v_values = {}
        self.t_values = {}

    def initialize(self, key, gradients):
        self.m_values[key] = [np.zeros_like(gradient) for gradient in gradients]
        self.v_values[key] = [np.zeros_like(gradient) for gradient in gradients]
        self.t_values[key] = 0

    def run_update_rule(self, gradients, layer):
        key = id(layer)
        if key not in self.t_values:
            self.initialize(key, gradients)
        self.t_values[key] += 1
        t = self.t_values[key]
        param_deltas = []
        for i, gradient in enumerate(gradients):
            m = self.beta1 * self.m_values[key][i] + (1 - self.beta1) * gradient
            v = self.beta2 * self.v_values[key][i] + (1 - self.beta2) * gradient**2
            self.m_values[key][i], self.v_values[key][i] = m, v
            m_hat = m / (1 - self.beta1**t)
            v_hat = v / (1 - self.beta2**t)
            param_deltas.append(self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps))
        return param_deltas


# %% step-size form
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.m_values = {}
        self.v_values = {}
        self.t_values = {}

    def initialize(self, key, gradients):
        self.m_values[key] = [np.zeros_like(gradient) for gradient in gradients]
        self.v_values[key] = [np.zeros_like(gradient) for gradient in gradients]
        self.t_values[key] = 0

    def run_update_rule(self, gradients, layer):
        key = id(layer)
        if key not in self.t_values:
            self.initialize(key, gradients)
        self.t_values[key] += 1
        t = self.t_values[key]
        step_size = self.learning_rate * np.sqrt(1 - self.beta2**t) / (1 - self.beta1**t)
        param_deltas = []
        for m, v, gradient in zip(self.m_values[key], self.v_values[key], gradients):
            m += (1 - self.beta1) * (gradient - m)
            v += (1 - self.beta2) * (gradient * gradient - v)
            param_deltas.append(step_size * m / (np.sqrt(v) + self.eps))
        return param_deltas


# %% state found by the current layer's id
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.m_values = {}
        self.v_values = {}
        self.t_values = {}
        self.current_id = -1
        self._initialized = set()

    def run_update_rule(self, gradients, layer):
        self.current_id = id(layer)
        if not self.initialized:
            self.initialize(gradients)
        t = self.t_values[self.current_id] + 1
        new_m, new_v, param_deltas = [], [], []
        for m, v, g in zip(self.m_values[self.current_id], self.v_values[self.current_id], gradients):
            m += (1 - self.beta1) * (g - m)
            v += (1 - self.beta2) * (g * g - v)
            new_m.append(m)
            new_v.append(v)
            m_corrected = m / (1 - self.beta1**t)
            v_corrected = v / (1 - self.beta2**t)
            param_deltas.append(self.learning_rate * m_corrected / (np.sqrt(v_corrected) + self.eps))
        self.m_values[self.current_id] = new_m
        self.v_values[self.current_id] = new_v
        self.t_values[self.current_id] = t
        return param_deltas

    def initialize(self, gradients):
        self.m_values[self.current_id] = [np.zeros_like(gradient) for gradient in gradients]
        self.v_values[self.current_id] = [np.zeros_like(gradient) for gradient in gradients]
        self.t_values[self.current_id] = 0
        self._initialized.add(self.current_id)

    @property
    def initialized(self):
        return self.current_id in self._initialized


# %% one state object for each layer, kept by the layer itself
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.states = {}

    def run_update_rule(self, gradients, layer):
        state = self.states.setdefault(layer, {"t": 0, "m": [0.0] * len(gradients), "v": [0.0] * len(gradients)})
        state["t"] += 1
        param_deltas = []
        for i, gradient in enumerate(gradients):
            state["m"][i] = self.beta1 * state["m"][i] + (1 - self.beta1) * gradient
            state["v"][i] = self.beta2 * state["v"][i] + (1 - self.beta2) * np.square(gradient)
            m_hat = state["m"][i] / (1 - self.beta1 ** state["t"])
            v_hat = state["v"][i] / (1 - self.beta2 ** state["t"])
            param_deltas.append(self.learning_rate * m_hat / (v_hat**0.5 + self.eps))
        return param_deltas


# %% defaultdicts
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        from collections import defaultdict

        self.t = defaultdict(int)
        self.m = defaultdict(lambda: 0)
        self.v = defaultdict(lambda: 0)

    def run_update_rule(self, gradients, layer):
        self.t[id(layer)] += 1
        t, param_deltas = self.t[id(layer)], []
        for number, gradient in enumerate(gradients):
            key = id(layer), number
            self.m[key] = self.m[key] + (1 - self.beta1) * (gradient - self.m[key])
            self.v[key] = self.v[key] + (1 - self.beta2) * (gradient**2 - self.v[key])
            denominator = np.sqrt(self.v[key] / (1 - self.beta2**t)) + self.eps
            param_deltas.append(self.learning_rate / denominator * self.m[key] / (1 - self.beta1**t))
        return param_deltas


# %% running products of the betas
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.state = {}

    def run_update_rule(self, gradients, layer):
        if id(layer) not in self.state:
            zeros = [np.zeros_like(gradient) for gradient in gradients]
            self.state[id(layer)] = [1.0, 1.0, zeros, [zero.copy() for zero in zeros]]
        state = self.state[id(layer)]
        state[0] *= self.beta1
        state[1] *= self.beta2
        param_deltas = []
        for m, v, gradient in zip(state[2], state[3], gradients):
            m *= self.beta1
            m += (1 - self.beta1) * gradient
            v *= self.beta2
            v += (1 - self.beta2) * gradient * gradient
            param_deltas.append(self.learning_rate * (m / (1 - state[0])) / (np.sqrt(v / (1 - state[1])) + self.eps))
        return param_deltas


# %% all gradients remembered
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.gradients = {}

    def run_update_rule(self, gradients, layer):
        history = self.gradients.setdefault(id(layer), [])
        history.append([gradient.copy() for gradient in gradients])
        t = len(history)
        param_deltas = []
        for number in range(len(gradients)):
            m = sum(self.beta1 ** (t - 1 - i) * step[number] for i, step in enumerate(history)) * (1 - self.beta1)
            v = sum(self.beta2 ** (t - 1 - i) * step[number] ** 2 for i, step in enumerate(history)) * (1 - self.beta2)
            m, v = m / (1 - self.beta1**t), v / (1 - self.beta2**t)
            param_deltas.append(self.learning_rate * m / (np.sqrt(v) + self.eps))
        return param_deltas


# %% float64 moments
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.m_values = {}
        self.v_values = {}
        self.t_values = {}

    def initialize(self, key, gradients):
        self.m_values[key] = [np.zeros_like(gradient) for gradient in gradients]
        self.v_values[key] = [np.zeros_like(gradient) for gradient in gradients]
        self.t_values[key] = 0

    def run_update_rule(self, gradients, layer):
        key = id(layer)
        if key not in self.t_values:
            self.initialize(key, gradients)
        self.t_values[key] += 1
        t = self.t_values[key]
        if t == 1:
            self.m_values[key] = [m.astype(np.float64) for m in self.m_values[key]]
            self.v_values[key] = [v.astype(np.float64) for v in self.v_values[key]]
        param_deltas = []
        for m, v, gradient in zip(self.m_values[key], self.v_values[key], gradients):
            m += (1 - self.beta1) * (gradient - m)
            v += (1 - self.beta2) * (np.power(gradient, 2) - v)
            delta = self.learning_rate * (m / (1 - self.beta1**t)) / (np.sqrt(v / (1 - self.beta2**t)) + self.eps)
            param_deltas.append(delta.astype(gradient.dtype))
        return param_deltas


# %% constants as float32
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.m_values = {}
        self.v_values = {}
        self.t_values = {}

    def initialize(self, key, gradients):
        self.m_values[key] = [np.zeros_like(gradient) for gradient in gradients]
        self.v_values[key] = [np.zeros_like(gradient) for gradient in gradients]
        self.t_values[key] = 0

    def run_update_rule(self, gradients, layer):
        key = id(layer)
        if key not in self.t_values:
            self.initialize(key, gradients)
        self.t_values[key] += 1
        t = self.t_values[key]
        beta1, beta2, one = DTYPE(self.beta1), DTYPE(self.beta2), DTYPE(1)
        param_deltas = []
        for i, gradient in enumerate(gradients):
            self.m_values[key][i] = beta1 * self.m_values[key][i] + (one - beta1) * gradient
            self.v_values[key][i] = beta2 * self.v_values[key][i] + (one - beta2) * gradient * gradient
            m_hat = self.m_values[key][i] / (one - beta1**t)
            v_hat = self.v_values[key][i] / (one - beta2**t)
            param_deltas.append(DTYPE(self.learning_rate) * m_hat / (np.sqrt(v_hat) + DTYPE(self.eps)))
        return param_deltas


# %% list comprehensions
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.m_values = {}
        self.v_values = {}
        self.t_values = {}

    def initialize(self, key, gradients):
        self.m_values[key] = [np.zeros_like(gradient) for gradient in gradients]
        self.v_values[key] = [np.zeros_like(gradient) for gradient in gradients]
        self.t_values[key] = 0

    def run_update_rule(self, gradients, layer):
        key = id(layer)
        if key not in self.t_values:
            self.initialize(key, gradients)
        self.t_values[key] = t = self.t_values[key] + 1
        b1, b2 = self.beta1, self.beta2
        self.m_values[key] = [b1 * m + (1 - b1) * g for m, g in zip(self.m_values[key], gradients)]
        self.v_values[key] = [b2 * v + (1 - b2) * g * g for v, g in zip(self.v_values[key], gradients)]
        return [
            self.learning_rate * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + self.eps)
            for m, v in zip(self.m_values[key], self.v_values[key])
        ]


# %% entry by entry, with a print
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.m_values = {}
        self.v_values = {}
        self.t_values = {}

    def initialize(self, key, gradients):
        self.m_values[key] = [np.zeros_like(gradient) for gradient in gradients]
        self.v_values[key] = [np.zeros_like(gradient) for gradient in gradients]
        self.t_values[key] = 0

    def run_update_rule(self, gradients, layer):
        key = id(layer)
        if key not in self.t_values:
            self.initialize(key, gradients)
        self.t_values[key] += 1
        t = self.t_values[key]
        print("step", t)
        param_deltas = []
        for m, v, gradient in zip(self.m_values[key], self.v_values[key], gradients):
            delta = np.empty_like(gradient)
            for index in np.ndindex(*gradient.shape):
                m[index] = self.beta1 * m[index] + (1 - self.beta1) * gradient[index]
                v[index] = self.beta2 * v[index] + (1 - self.beta2) * gradient[index] ** 2
                m_hat, v_hat = m[index] / (1 - self.beta1**t), v[index] / (1 - self.beta2**t)
                delta[index] = self.learning_rate * m_hat / (v_hat**0.5 + self.eps)
            param_deltas.append(delta)
        return param_deltas


# %% state kept on the layer
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps

    def run_update_rule(self, gradients, layer):
        memory = layer.__dict__.setdefault("adam_memory", {})
        if self not in memory:
            memory[self] = [0, [np.zeros_like(g) for g in gradients], [np.zeros_like(g) for g in gradients]]
        memory[self][0] += 1
        t, ms, vs = memory[self]
        param_deltas = []
        for m, v, gradient in zip(ms, vs, gradients):
            np.add(self.beta1 * m, (1 - self.beta1) * gradient, out=m)
            np.add(self.beta2 * v, (1 - self.beta2) * gradient * gradient, out=v)
            param_deltas.append(
                self.learning_rate * m / (1 - self.beta1**t) / (np.sqrt(v / (1 - self.beta2**t)) + self.eps)
            )
        return param_deltas
