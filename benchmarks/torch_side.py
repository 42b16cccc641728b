"""PyTorch's side: the same network, loss and optimizers in eager mode."""

import os
import sys

import torch
from blocks import batches, serve
from torch.nn import Linear, ReLU, Sequential
from torch.nn.functional import mse_loss, one_hot


def main(optimizer: str) -> None:
    """Serve blocks of training steps."""
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))

    def new_step():
        model = Sequential(Linear(784, 512), ReLU(), Linear(512, 512), ReLU(), Linear(512, 10))
        if optimizer == "sgd":
            rule = torch.optim.SGD(model.parameters(), lr=0.1)
        else:
            rule = torch.optim.Adam(model.parameters(), lr=0.001, fused=True)

        def step(batch):
            data, labels = batch
            loss = mse_loss(model(data), one_hot(labels, 10).float())
            rule.zero_grad()
            loss.backward()
            rule.step()

        return step

    serve(new_step, [(torch.from_numpy(data), torch.from_numpy(labels).long()) for data, labels in batches()])


if __name__ == "__main__":
    main(sys.argv[1])
