"""What a worker and the gateway grow by over very many jobs: nothing, once their caches and buffers are full."""
