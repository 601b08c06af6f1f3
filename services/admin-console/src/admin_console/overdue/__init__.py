"""What is not as it should be by now, as an operator looks at it."""
