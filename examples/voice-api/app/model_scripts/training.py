"""Fine-tuning; nothing tests it yet."""

import random

from app.model_scripts.model_loader import LAYERS, Model


def batches(rows: list[tuple[str, str]], size: int, seed: int) -> list[list[tuple[str, str]]]:
    """The rows in random order, so many at a time."""
    order = list(rows)
    random.Random(seed).shuffle(order)
    return [order[start : start + size] for start in range(0, len(order), size)]


def step(model: Model, batch: list[tuple[str, str]], rate: float) -> float:
    """Change the weights by one batch and return the loss."""
    loss = 0.0
    for text, label in batch:
        score = sum(model.weights.values()) / (1 + len(text))
        target = 1.0 if label == "positive" else 0.0
        error = score - target
        loss += error * error
        for layer in LAYERS:
            model.weights[layer] -= rate * error
    return loss / len(batch)


def train(model: Model, rows: list[tuple[str, str]], epochs: int, rate: float = 0.01) -> list[float]:
    """The loss of every epoch; stops when it no longer falls."""
    losses: list[float] = []
    for epoch in range(epochs):
        total = 0.0
        parts = batches(rows, 8, epoch)
        for batch in parts:
            total += step(model, batch, rate)
        losses.append(total / len(parts))
        if epoch and losses[-1] >= losses[-2]:
            break
        rate *= 0.9
    return losses


def evaluate(predicted: list[str], wanted: list[str]) -> dict[str, float]:
    """Precision, recall and their mean, for the label "positive"."""
    pairs = list(zip(predicted, wanted, strict=True))
    hits = sum(guess == label == "positive" for guess, label in pairs)
    guessed = predicted.count("positive")
    there = wanted.count("positive")
    precision = hits / guessed if guessed else 0.0
    recall = hits / there if there else 0.0
    both = precision + recall
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / both if both else 0.0}
