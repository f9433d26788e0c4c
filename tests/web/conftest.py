from tests.visiting import visitor

__all__ = ["visitor"]
