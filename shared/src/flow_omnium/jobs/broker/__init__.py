"""RabbitMQ: the transport and the timer."""
