# ruff: noqa
# Right networks and loops, though unusual ones: each cell must pass the visible check and the hidden tests.


# %% one expression
class ActivatedMLP:
    def __init__(self):
        self.fully_connected_1 = FullyConnected(784, 512)
        self.fully_connected_2 = FullyConnected(512, 512)
        self.fully_connected_3 = FullyConnected(512, 10)

    def forward(self, batch, train=True):
        first, second, third = self.fully_connected_1, self.fully_connected_2, self.fully_connected_3
        self.predictions = third(relu(second(relu(first(batch.data)))))
        self.loss = mean_squared_error(self.predictions, batch.labels)

    def backward(self, optimizer):
        self.loss.backward(optimizer=optimizer)


def evaluate(model, batches):
    num_images, sum_loss, sum_correct = 0, 0.0, 0.0
    for batch in batches:
        model.forward(batch, train=False)
        sum_loss += float(model.loss.data) * len(batch.labels)
        sum_correct += float(F.accuracy(model.predictions, batch.labels).data) * len(batch.labels)
        num_images += len(batch.labels)
    return sum_loss / num_images, sum_correct / num_images


# %% ReLU objects, loss object, helper method and a print
class ActivatedMLP:
    name = "three layers"

    def __init__(self):
        self.fully_connected_1 = FullyConnected(784, 512, weight_init=Xavier())
        self.fully_connected_2 = FullyConnected(512, 512, weight_init=Xavier())
        self.fully_connected_3 = FullyConnected(512, 10, weight_init=Xavier())
        self.predictions = self.loss = None
        self.num_steps = 0

    def predict(self, data):
        hidden = Relu()(self.fully_connected_1(data))
        hidden = Relu()(self.fully_connected_2(hidden))
        return self.fully_connected_3(hidden)

    def forward(self, batch, train=True):
        self.predictions = self.predict(batch.data)
        self.loss = MeanSquaredError()(self.predictions, batch.labels)

    def backward(self, optimizer):
        self.num_steps += 1
        print("step", self.num_steps)
        self.loss.backward(optimizer)


def evaluate(model, batches):
    num_images, sum_loss, sum_correct = 0, 0.0, 0.0
    for batch in batches:
        model.forward(batch, train=False)
        sum_loss += float(model.loss.data) * len(batch.labels)
        sum_correct += float(F.accuracy(model.predictions, batch.labels).data) * len(batch.labels)
        num_images += len(batch.labels)
    return sum_loss / num_images, sum_correct / num_images


# %% targets made one-hot before the loss
class ActivatedMLP:
    def __init__(self):
        self.fully_connected_1 = FullyConnected(784, 512)
        self.fully_connected_2 = FullyConnected(512, 512)
        self.fully_connected_3 = FullyConnected(512, 10)
        self.predictions = None
        self.loss = None

    def forward(self, batch, train=True):
        hidden = relu(self.fully_connected_1(batch.data))
        hidden = relu(self.fully_connected_2(hidden))
        self.predictions = self.fully_connected_3(hidden)
        self.loss = mean_squared_error(self.predictions, np.eye(10, dtype=DTYPE)[batch.labels])

    def backward(self, optimizer):
        self.loss.backward(optimizer)


def evaluate(model, batches):
    num_images, sum_loss, sum_correct = 0, 0.0, 0.0
    for batch in batches:
        model.forward(batch, train=False)
        sum_loss += float(model.loss.data) * len(batch.labels)
        sum_correct += float(F.accuracy(model.predictions, batch.labels).data) * len(batch.labels)
        num_images += len(batch.labels)
    return sum_loss / num_images, sum_correct / num_images


# %% right ones counted by hand, batches as a list
class ActivatedMLP:
    def __init__(self):
        self.fully_connected_1 = FullyConnected(784, 512)
        self.fully_connected_2 = FullyConnected(512, 512)
        self.fully_connected_3 = FullyConnected(512, 10)
        self.predictions = None
        self.loss = None

    def forward(self, batch, train=True):
        hidden = relu(self.fully_connected_1(batch.data))
        hidden = relu(self.fully_connected_2(hidden))
        self.predictions = self.fully_connected_3(hidden)
        self.loss = mean_squared_error(self.predictions, batch.labels)

    def backward(self, optimizer):
        self.loss.backward(optimizer)


def evaluate(model, batches):
    losses, hits = [], []
    for batch in list(batches):
        model.forward(batch, train=False)
        losses += [float(model.loss.data)] * len(batch.labels)
        hits += list(model.predictions.data.argmax(axis=1) == batch.labels)
    return sum(losses) / len(losses), sum(hits) / len(hits)


# %% weighted averages
class ActivatedMLP:
    def __init__(self):
        self.fully_connected_1 = FullyConnected(784, 512)
        self.fully_connected_2 = FullyConnected(512, 512)
        self.fully_connected_3 = FullyConnected(512, 10)
        self.predictions = None
        self.loss = None

    def forward(self, batch, train=True):
        hidden = relu(self.fully_connected_1(batch.data))
        hidden = relu(self.fully_connected_2(hidden))
        self.predictions = self.fully_connected_3(hidden)
        self.loss = mean_squared_error(self.predictions, batch.labels)

    def backward(self, optimizer):
        self.loss.backward(optimizer)


def evaluate(model, batches):
    rows = []
    for batch in batches:
        model.forward(batch, train=False)
        rows.append((model.loss.data, F.accuracy(model.predictions, batch.labels).data, batch.data.shape[0]))
    losses, accuracies, sizes = np.array(rows, dtype=float).T
    return np.average(losses, weights=sizes), np.average(accuracies, weights=sizes)


# %% running averages
class ActivatedMLP:
    def __init__(self):
        self.fully_connected_1 = FullyConnected(784, 512)
        self.fully_connected_2 = FullyConnected(512, 512)
        self.fully_connected_3 = FullyConnected(512, 10)
        self.predictions = None
        self.loss = None

    def forward(self, batch, train=True):
        hidden = relu(self.fully_connected_1(batch.data))
        hidden = relu(self.fully_connected_2(hidden))
        self.predictions = self.fully_connected_3(hidden)
        self.loss = mean_squared_error(self.predictions, batch.labels)

    def backward(self, optimizer):
        self.loss.backward(optimizer)


def evaluate(model, batches):
    seen, loss, accuracy = 0, 0.0, 0.0
    for batch in batches:
        model.forward(batch, train=False)
        seen += len(batch.labels)
        share = len(batch.labels) / seen
        loss += (float(model.loss.data) - loss) * share
        accuracy += (float(F.accuracy(model.predictions, batch.labels).data) - accuracy) * share
    return loss, accuracy
