"""The most memory that a process takes at its limits: what the requests and limits of the pods rest on."""
