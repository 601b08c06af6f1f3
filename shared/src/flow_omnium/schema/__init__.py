"""What the suite keeps in MongoDB and RabbitMQ, as one table: how it is compared with what is there, and brought up to date."""
